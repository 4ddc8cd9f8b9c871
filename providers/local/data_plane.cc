#include "providers/local/data_plane.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "providers/local/catalogue.h"
#include "providers/local/duckdb/watch.h"
#include "providers/local/stream/call.h"
#include "providers/local/stream/engine.h"
#include "providers/local/stream/produce.h"
#include "providers/local/wanted.h"
#include "providers/relational/applied.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {
namespace {

tl::unexpected<Error> not_applied(Code code, const schema::Resource& resource) {
  return fail(ErrorKind::kNotFound, code, fmt::format("{} is not on the platform yet", resource.id),
              "make it with dac apply");
}

/// Notes where in the author's file that stands which the engine could not compute; nothing where the file has another
/// text than the one that was applied.
void note_place(Error& error, const schema::Resource& resource, const schema::Project& project, const Value& applied) {
  const Wanted wanted(project, resource.target);
  if (wanted.object(resource).fields.get_string("sql") != applied.get_string("sql")) return;
  const Origin at = wanted.place_of(resource.id, error.message);
  if (!at.known() || project.sources == nullptr) return;
  error.context.insert(error.context.begin(),
                       fmt::format("in {}:{}:{}", project.sources->path(at.file), at.line, at.column));
}

/// The same of a pipeline that `error` names, in a send.
void note_pipeline(Error& error, const schema::Resource& topic, const schema::Project& project,
                   Connection& connection) {
  for (const schema::Resource* pipeline : project.of_kind("Pipeline")) {
    const std::string name = pipeline->native_name();
    if (pipeline->target != topic.target || !error.message.starts_with(fmt::format("pipeline '{}': ", name))) continue;
    auto row = find_object(connection, "pipeline", name);
    if (row && *row) note_place(error, *pipeline, project, (*row)->fields);
  }
}

}  // namespace

Result<providers::SendReport> DataPlane::produce(const schema::Resource& topic, const schema::Project& project,
                                                 const providers::LineReader& lines, providers::Context& context) {
  if (!store_.is_there()) return not_applied(codes::kTopicNotApplied, topic);
  auto session = store_.write(context);
  if (!session) return fail(std::move(session).error());
  Connection& connection = (*session)->connection();
  auto sent = stream::produce(connection, topic.native_name(), lines, context.cancelled);
  if (!sent) note_pipeline(sent.error(), topic, project, connection);
  if (sent && sent->error) note_pipeline(*sent->error, topic, project, connection);
  return sent;
}

Result<Parsed<providers::Rows>> DataPlane::query(const schema::Resource& endpoint, const schema::Project& project,
                                                 const providers::GivenArguments& given, providers::Context& context) {
  auto session = store_.read(context);
  if (!session) return fail(std::move(session).error());
  if (*session == nullptr) return not_applied(codes::kEndpointNotApplied, endpoint);
  Connection& connection = (*session)->connection();
  auto row = find_object(connection, "endpoint", endpoint.native_name());
  if (!row) return fail(std::move(row).error());
  if (!*row) return not_applied(codes::kEndpointNotApplied, endpoint);
  auto arguments = schema::bind_parameters(relational::as_applied(endpoint, (*row)->fields), given);
  if (arguments.findings.has_errors()) return Parsed<providers::Rows>{{}, std::move(arguments.findings)};
  const Watch watch(connection, context.cancelled, context.deadline);
  auto rows = stream::call(connection, (*row)->fields, arguments.value);
  if (rows) return Parsed<providers::Rows>{std::move(*rows), std::move(arguments.findings)};
  if (watch.is_late()) rows = fail(relational::late_answer(endpoint, context.deadline));
  if (rows.error().code == codes::kQueryFailed) note_place(rows.error(), endpoint, project, (*row)->fields);
  return fail(std::move(rows).error());
}

Result<providers::RunReport> DataPlane::run(const schema::Resource& pipeline, const schema::Project& project,
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
  Result<> done = change_platform(connection, [&]() -> Result<> {
    auto rows = stream::run_batch(connection, live);
    if (!rows) return fail(std::move(rows).error());
    report.rows = *rows;
    return {};
  });
  if (done) return report;
  if (done.error().code == codes::kPipelineFailed) note_place(done.error(), pipeline, project, (*row)->fields);
  return fail(std::move(done).error());
}

}  // namespace dac::local
