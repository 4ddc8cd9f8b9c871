#include "providers/local/data_plane.h"

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

}  // namespace

Result<providers::SendReport> DataPlane::produce(const schema::Resource& topic, const schema::Project&,
                                                 const providers::LineReader& lines, providers::Context& context) {
  if (!store_.is_there()) return not_applied(codes::kTopicNotApplied, topic);
  auto session = store_.write(context);
  if (!session) return fail(std::move(session).error());
  return stream::produce((*session)->connection(), topic.native_name(), lines, context.cancelled);
}

Result<providers::Rows> DataPlane::query(const schema::Resource& endpoint, const schema::Project&,
                                         std::span<const schema::Argument> arguments, providers::Context& context) {
  auto session = store_.read(context);
  if (!session) return fail(std::move(session).error());
  if (*session == nullptr) return not_applied(codes::kEndpointNotApplied, endpoint);
  Connection& connection = (*session)->connection();
  auto row = find_object(connection, "endpoint", endpoint.native_name());
  if (!row) return fail(std::move(row).error());
  if (!*row) return not_applied(codes::kEndpointNotApplied, endpoint);
  const Watch watch(connection, context.cancelled, context.deadline);
  auto rows = stream::call(connection, (*row)->fields, arguments);
  if (!rows && watch.is_late())
    return fail(ErrorKind::kTimeout, codes::kQueryFailed,
                fmt::format("{} had no answer after {}", endpoint.id, format_duration(context.deadline.count())),
                "make its SQL do less: read a Table that a Pipeline keeps, or add a condition");
  return rows;
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
