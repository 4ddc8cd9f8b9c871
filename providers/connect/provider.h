#pragma once
// Provider `kafka-connect` as the planner sees it. Owns the client and its connections; one thread at a time.

#include <chrono>

#include "providers/api/provider.h"
#include "providers/connect/plugins.h"
#include "providers/connect/worker.h"
#include "providers/http/client.h"

namespace dac::connect {

providers::ProviderInfo provider_info();

class ConnectProvider final : public providers::Provider {
 public:
  ConnectProvider(http::Settings settings, std::chrono::milliseconds start_timeout);

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
  std::vector<std::vector<std::string>> public_entries(std::span<const providers::Object> objects,
                                                       providers::Context& context) override;
  void apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
             providers::Context& context) override;

 private:
  /// For reads: workers that rebalance are waited for as long as one call may take.
  [[nodiscard]] Worker reader(providers::Context& context);

  providers::ProviderInfo info_;
  http::Client client_;
  std::chrono::milliseconds start_timeout_;
  Plugins plugins_;
};

}  // namespace dac::connect
