#include "providers/local/data_plane.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "providers/local/catalogue.h"
#include "providers/local/duckdb/watch.h"
#include "providers/local/stream/call.h"
#include "providers/local/stream/engine.h"
#include "providers/local/stream/produce.h"
#include "schema/base/units.h"
#include "schema/diag/codes/data.h"

namespace dac::local {
namespace {

tl::unexpected<Error> not_applied(Code code, const schema::Resource& resource) {
  return fail(ErrorKind::kNotFound, code, fmt::format("{} is not on the platform yet", resource.id),
              "make it with dac apply");
}

/// The endpoint with what is on the platform for its spec. A parameter that the files have just so keeps its place.
schema::Resource as_applied(const schema::Resource& endpoint, const Value& fields) {
  schema::Resource applied = endpoint;
  applied.spec = fields;
  Value* params = applied.spec.as_map() == nullptr ? nullptr : applied.spec.as_map()->find("params");
  const Value* written = endpoint.spec.get("params");
  if (params == nullptr || params->as_list() == nullptr || written == nullptr || written->as_list() == nullptr)
    return applied;
  for (Value& param : *params->as_list()) {
    const auto same = std::find(written->as_list()->begin(), written->as_list()->end(), param);
    if (same != written->as_list()->end()) param = *same;
  }
  return applied;
}

}  // namespace

Result<providers::SendReport> DataPlane::produce(const schema::Resource& topic, const schema::Project&,
                                                 const providers::LineReader& lines, providers::Context& context) {
  if (!store_.is_there()) return not_applied(codes::kTopicNotApplied, topic);
  auto session = store_.write(context);
  if (!session) return fail(std::move(session).error());
  return stream::produce((*session)->connection(), topic.native_name(), lines, context.cancelled);
}

Result<Parsed<providers::Rows>> DataPlane::query(const schema::Resource& endpoint, const schema::Project&,
                                                 const providers::GivenArguments& given, providers::Context& context) {
  auto session = store_.read(context);
  if (!session) return fail(std::move(session).error());
  if (*session == nullptr) return not_applied(codes::kEndpointNotApplied, endpoint);
  Connection& connection = (*session)->connection();
  auto row = find_object(connection, "endpoint", endpoint.native_name());
  if (!row) return fail(std::move(row).error());
  if (!*row) return not_applied(codes::kEndpointNotApplied, endpoint);
  auto arguments = schema::bind_parameters(as_applied(endpoint, (*row)->fields), given);
  if (arguments.findings.has_errors()) return Parsed<providers::Rows>{{}, std::move(arguments.findings)};
  const Watch watch(connection, context.cancelled, context.deadline);
  auto rows = stream::call(connection, (*row)->fields, arguments.value);
  if (rows) return Parsed<providers::Rows>{std::move(*rows), std::move(arguments.findings)};
  if (!watch.is_late()) return fail(std::move(rows).error());
  return fail(ErrorKind::kTimeout, codes::kQueryFailed,
              fmt::format("{} had no answer after {}", endpoint.id, format_duration(context.deadline.count())),
              "make its SQL do less: read a Table that a Pipeline keeps, or add a condition");
}

Result<providers::RunReport> DataPlane::run(const schema::Resource& pipeline, const schema::Project&,
                                            providers::Context& context) {
  if (!store_.is_there()) return not_applied(codes::kPipelineNotApplied, pipeline);
  auto session = store_.write(context);
  if (!session) return fail(std::move(session).error());
  Connection& connection = (*session)->connection();
  auto row = find_object(connection, "pipeline", pipeline.native_name());
  if (!row) return fail(std::move(row).error());
  if (!*row) return not_applied(codes::kPipelineNotApplied, pipeline);
  const stream::Pipeline live = stream::pipeline_of((*row)->name, (*row)->fields);
  if (!live.batch)
    return fail(ErrorKind::kInvalid, codes::kRunsByItself,
                fmt::format("{} is a streaming pipeline: it runs by itself", pipeline.id),
                "dac send gives it events; mode: batch makes a pipeline that runs when told to");
  const Watch watch(connection, context.cancelled, std::chrono::hours(24 * 365));
  providers::RunReport report;
  DAC_TRY(change_platform(connection, [&]() -> Result<> {
    auto rows = stream::run_batch(connection, live);
    if (!rows) return fail(std::move(rows).error());
    report.rows = *rows;
    return {};
  }));
  return report;
}

}  // namespace dac::local
