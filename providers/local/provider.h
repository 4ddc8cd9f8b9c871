#pragma once
// Provider `local`: the embedded platform as the planner sees it. Opens the store for the time of each call. One thread
// at a time.

#include <memory>
#include <string>

#include "providers/api/provider.h"
#include "providers/local/data_plane.h"
#include "providers/local/store.h"
#include "providers/local/wanted.h"

namespace dac::local {

/// What is the same for every target.
providers::ProviderInfo provider_info();

class LocalProvider final : public providers::Provider {
 public:
  LocalProvider(std::string target, std::string folder);
  ~LocalProvider() override;

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
  std::vector<std::vector<providers::RiskNote>> live_risks(std::span<const providers::Operation> operations,
                                                           providers::Context& context) override;
  void apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
             providers::Context& context) override;
  providers::DataPlane* data_plane() override;

 private:
  providers::ProviderInfo info_;
  std::string target_;
  Store store_;
  DataPlane data_plane_;
  mutable std::unique_ptr<Wanted> wanted_;  // of the project seen last: its indexes cost a walk over all resources
};

}  // namespace dac::local
