#pragma once
// Calls of endpoints. Borrows what makes the connection; one thread at a time.

#include <functional>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"

namespace dac::postgres {

class DataPlane final : public providers::DataPlane {
 public:
  using Connect = std::function<Result<Connection*>(providers::Context& context)>;
  explicit DataPlane(Connect connect) : connect_(std::move(connect)) {}

  Result<providers::SendReport> produce(const schema::Resource& topic, const schema::Project& project,
                                        const providers::LineReader& lines, providers::Context& context) override;
  Result<Parsed<providers::Rows>> query(const schema::Resource& endpoint, const schema::Project& project,
                                        const providers::GivenArguments& given, providers::Context& context) override;
  Result<providers::RunReport> run(const schema::Resource& pipeline, const schema::Project& project,
                                   providers::Context& context) override;

 private:
  Connect connect_;
};

}  // namespace dac::postgres
