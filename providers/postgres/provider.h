#pragma once
// Provider `postgres` as the planner sees it. Owns its connection, which is made when it is first needed; one thread at
// a time.

#include <memory>
#include <optional>
#include <string>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"
#include "providers/postgres/data_plane.h"
#include "providers/postgres/settings.h"
#include "providers/postgres/wanted.h"

namespace dac::postgres {

providers::ProviderInfo provider_info();

class PostgresProvider final : public providers::Provider {
 public:
  PostgresProvider(std::string target, Settings settings);
  ~PostgresProvider() override;

  [[nodiscard]] const providers::ProviderInfo& info() const override { return info_; }
  /// "7301234567890123456/shop": the cluster's system identifier and the database.
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
  providers::DataPlane* data_plane() override { return &data_plane_; }

 private:
  /// The connection, made anew where there is none that lives.
  Result<Connection*> connect(providers::Context& context);

  const Wanted& wanted(const schema::Project& project) const;
  void preview_endpoint(Connection& connection, const providers::Operation& operation, bool makes_tables,
                        Findings& findings) const;

  providers::ProviderInfo info_;
  std::string target_;
  Settings settings_;
  std::optional<Connection> connection_;
  DataPlane data_plane_;
  mutable std::unique_ptr<Wanted> wanted_;  // of the project seen last: its indexes cost a walk over all resources
};

}  // namespace dac::postgres
