#pragma once
// Provider `kafka`: a Kafka cluster as the planner sees it. Connects at the first call that needs it and stays
// connected. One thread at a time.

#include <memory>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/kafka/client/client.h"

namespace dac::kafka {

/// What is the same for every target.
providers::ProviderInfo provider_info();

class KafkaProvider final : public providers::Provider {
 public:
  KafkaProvider(std::string target, Value config, std::string root);
  ~KafkaProvider() override;

  [[nodiscard]] const providers::ProviderInfo& info() const override { return info_; }
  Result<std::string> identity(providers::Context& context) override;
  void check(const schema::Resource& resource, const schema::Project& project, Findings& findings) const override;
  [[nodiscard]] std::vector<providers::Object> expand(const schema::Resource& resource,
                                                      const schema::Project& project) const override;
  [[nodiscard]] Value canonical(const providers::ObjectKey& key, Value fields) const override;
  Result<providers::Listing> list(std::string_view kind, const providers::LiveSink& sink,
                                  providers::Context& context) override;
  Result<std::vector<providers::Live>> read(std::span<const providers::ObjectKey> keys,
                                            providers::Context& context) override;
  Findings preview(std::span<const providers::Operation> operations, providers::Context& context) override;
  std::vector<List> evidence(std::span<const providers::Operation> operations, providers::Context& context) override;
  [[nodiscard]] std::vector<std::string> describe(const providers::Operation& operation) const override;
  [[nodiscard]] std::vector<providers::RiskNote> risks(const providers::Operation& operation) const override;
  void apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
             providers::Context& context) override;

 private:
  /// Connected, with the target's own deadline.
  struct Call {
    Client* client = nullptr;
    providers::Context context;
  };
  Result<Call> call(const providers::Context& context);

  providers::ProviderInfo info_;
  std::string target_;
  Value config_;
  std::string root_;
  std::unique_ptr<Client> client_;
};

}  // namespace dac::kafka
