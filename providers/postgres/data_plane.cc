#include "providers/postgres/data_plane.h"

#include <fmt/format.h>

#include "providers/postgres/endpoints.h"
#include "providers/relational/applied.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/provider.h"

namespace dac::postgres {
namespace {

tl::unexpected<Error> not_here(const schema::Resource& resource) {
  return fail(ErrorKind::kInvalid, codes::kPostgresHasNone, fmt::format("PostgreSQL does nothing with {}", resource.id),
              "only endpoints can be called there");
}

}  // namespace

Result<providers::SendReport> DataPlane::produce(const schema::Resource& topic, const schema::Project& /*project*/,
                                                 const providers::LineReader& /*lines*/,
                                                 providers::Context& /*context*/) {
  return not_here(topic);
}

Result<providers::RunReport> DataPlane::run(const schema::Resource& pipeline, const schema::Project& /*project*/,
                                            providers::Context& /*context*/) {
  return not_here(pipeline);
}

Result<Parsed<providers::Rows>> DataPlane::query(const schema::Resource& endpoint, const schema::Project& /*project*/,
                                                 const providers::GivenArguments& given, providers::Context& context) {
  const auto connection = connect_(context);
  if (!connection) return fail(connection.error());
  const std::string name = endpoint.native_name();
  const providers::ObjectKey key{"endpoint", name};
  const auto live = read_endpoints(**connection, {&key, 1});
  if (!live) return fail(live.error());
  if (live->front().presence != providers::Presence::kPresent || live->front().fields.get("path") == nullptr)
    return fail(ErrorKind::kNotFound, codes::kEndpointNotApplied,
                fmt::format("{} is not on the platform yet", endpoint.id), "make it with dac apply");
  auto arguments = schema::bind_parameters(relational::as_applied(endpoint, live->front().fields), given);
  if (arguments.findings.has_errors()) return Parsed<providers::Rows>{{}, std::move(arguments.findings)};
  DAC_TRY((*connection)->run("BEGIN READ ONLY"));
  auto rows = call_endpoint(**connection, name, arguments.value);
  static_cast<void>((*connection)->run("ROLLBACK"));
  if (rows) return Parsed<providers::Rows>{std::move(*rows), std::move(arguments.findings)};
  if (rows.error().kind == ErrorKind::kTimeout) return fail(relational::late_answer(endpoint, context.deadline));
  return fail(std::move(rows).error());
}

}  // namespace dac::postgres
