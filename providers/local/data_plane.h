#pragma once
// send, call and run on the embedded platform: events into its logs and through its pipelines, answers out of its
// endpoints. The file is open for the time of one call. May be called from any thread, one call at a time.

#include "providers/api/provider.h"
#include "providers/local/store.h"

namespace dac::local {

class DataPlane final : public providers::DataPlane {
 public:
  /// `store` outlives this.
  explicit DataPlane(const Store& store) : store_(store) {}

  /// In batches, each with its way through the pipelines in one transaction: a kill leaves whole batches.
  Result<providers::SendReport> produce(const schema::Resource& topic, const schema::Project& project,
                                        const providers::LineReader& lines, providers::Context& context) override;
  Result<Parsed<providers::Rows>> query(const schema::Resource& endpoint, const schema::Project& project,
                                        const providers::GivenArguments& given, providers::Context& context) override;
  Result<providers::RunReport> run(const schema::Resource& pipeline, const schema::Project& project,
                                   providers::Context& context) override;

 private:
  const Store& store_;
};

}  // namespace dac::local
