#pragma once
// Provider `schema-registry` as the planner sees it. Owns the client and its connections; one thread at a time.

#include <memory>

#include "providers/api/provider.h"
#include "providers/http/client.h"
#include "providers/schema_registry/wanted.h"

namespace dac::schema_registry {

providers::ProviderInfo provider_info();

class RegistryProvider final : public providers::Provider {
 public:
  explicit RegistryProvider(http::Settings settings);

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
  providers::ProviderInfo info_;
  http::Client client_;
  bool bulk_ = true;                        // GET /schemas may be of use
  mutable std::unique_ptr<Wanted> wanted_;  // of the project seen last: its index costs a walk over all resources
};

}  // namespace dac::schema_registry
