#include "providers/local/stream/engine.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "providers/local/stream/cascade.h"
#include "providers/local/stream/compute.h"
#include "providers/local/stream/fit.h"
#include "providers/local/stream/live.h"
#include "providers/local/stream/streams.h"
#include "schema/base/text.h"

namespace dac::local::stream {
namespace {

Result<std::optional<Stream>> find_stream(Connection& connection, const std::string& name) {
  auto streams = read_streams(connection);
  if (!streams) return fail(std::move(streams).error());
  const auto found = std::find_if(streams->begin(), streams->end(),
                                  [&](const Stream& stream) { return stream.pipeline.name == name; });
  if (found == streams->end()) return std::nullopt;
  return std::move(*found);
}

/// The stream of a pipeline that is valid here and now: what it reads, and how the engine can follow it.
Result<Stream> make_stream(Connection& connection, const Pipeline& pipeline) {
  Stream stream;
  stream.pipeline = pipeline;
  auto plan = make_plan(connection, pipeline, [&](const std::string& name) { return find_live(connection, name); });
  if (!plan) return fail(of_pipeline(std::move(plan).error(), pipeline.name));
  if (auto fits = check_types(connection, *plan); !fits) return fail(of_pipeline(fits.error(), pipeline.name));
  stream.pipeline.into = plan->target.name;
  stream.pipeline.at_best = bindable_way(connection, *plan);
  for (const Relation& relation : plan->reads)
    if (std::find(stream.reads.begin(), stream.reads.end(), relation.name) == stream.reads.end())
      stream.reads.push_back(relation.name);
  return stream;
}

Result<> wave(Connection& connection, const std::function<Result<>(Cascade&)>& begin) {
  Cascade cascade(connection);
  DAC_TRY(begin(cascade));
  DAC_TRY(cascade.flow());
  return cascade.finish();
}

bool ran(const std::optional<Stream>& known) { return known && known->taken != kNeverRan; }

/// Whether what one of them wrote is no answer of the other.
bool is_other(const Pipeline& known, const Pipeline& now) {
  return known.sql != now.sql || known.batch != now.batch || !equal_ignoring_case(known.into, now.into);
}

/// A pipeline writes to its target no more: what it wrote stays only where nobody else writes there.
Result<> leave_target(Connection& connection, const Stream& known) {
  if (known.pipeline.into_topic) return {};
  DAC_TRY(leave_rows(connection, known));
  return wave(connection, [&](Cascade& cascade) -> Result<> {
    DAC_TRY(cascade.clear_of_others(known.pipeline.into));
    return {};
  });
}

/// Whether the target of a pipeline that never ran holds what others wrote who are gone.
Result<bool> holds_left_rows(Connection& connection, const Pipeline& pipeline) {
  if (pipeline.into_topic) return false;
  auto left = left_rows(connection, pipeline.into);
  if (!left) return fail(std::move(left).error());
  return !left->empty();
}

}  // namespace

Pipeline pipeline_of(const std::string& name, const Value& fields) {
  Pipeline pipeline{.name = name, .sql = fields.get_string("sql"), .into = fields.get_string("into")};
  pipeline.into_topic = pipeline.into.starts_with("topic/");
  if (const std::size_t slash = pipeline.into.find('/'); slash != std::string::npos) pipeline.into.erase(0, slash + 1);
  pipeline.batch = fields.get_string("mode") == "batch";
  pipeline.stopped = fields.get_string("state") == "stopped";
  return pipeline;
}

Result<> start_pipeline(Connection& connection, const Pipeline& pipeline) {
  DAC_TRY(make_stream_tables(connection));
  auto known = find_stream(connection, pipeline.name);
  if (!known) return fail(std::move(known).error());
  auto stream = make_stream(connection, pipeline);
  if (!stream) return fail(std::move(stream).error());
  const bool has_run = ran(*known);
  if (has_run) {
    stream->taken = (*known)->taken;
    stream->stale = (*known)->stale || is_other((*known)->pipeline, pipeline);
  } else {
    stream->taken = kNeverRan;
  }
  DAC_TRY(put_stream(connection, *stream));
  if (has_run && !equal_ignoring_case((*known)->pipeline.into, pipeline.into))
    DAC_TRY(leave_target(connection, **known));
  if (pipeline.batch || pipeline.stopped) return {};
  auto anew = has_run ? Result<bool>(stream->stale) : holds_left_rows(connection, pipeline);
  if (!anew) return fail(std::move(anew).error());
  return wave(connection, [&](Cascade& cascade) -> Result<> {
    return has_run && !*anew ? cascade.catch_up(*stream) : cascade.compute(*stream, *anew);
  });
}

Result<> drop_pipeline(Connection& connection, const std::string& name) {
  DAC_TRY(make_stream_tables(connection));
  auto known = find_stream(connection, name);
  if (!known) return fail(std::move(known).error());
  DAC_TRY(drop_kept(connection, name));
  DAC_TRY(erase_stream(connection, name));
  return ran(*known) ? leave_target(connection, **known) : Result<>{};
}

Result<> advance_all(Connection& connection, const std::vector<std::string>& topics) {
  return wave(connection, [&](Cascade& cascade) -> Result<> {
    for (const std::string& topic : topics) cascade.mark_changed(topic);
    return {};
  });
}

Result<> relation_replaced(Connection& connection, const std::string& name) {
  DAC_TRY(make_stream_tables(connection));
  DAC_TRY(forget_left_rows(connection, name));
  return wave(connection, [&](Cascade& cascade) -> Result<> {
    cascade.mark_replaced(name);
    return {};
  });
}

bool fills(const Plan& plan, const Altered& altered) {
  return altered.key || std::any_of(plan.columns.begin(), plan.columns.end(), [&](const std::string& column) {
           return altered.columns.contains(to_lower(column));
         });
}

Result<> relation_altered(Connection& connection, const std::string& name, const Altered& altered) {
  DAC_TRY(make_stream_tables(connection));
  auto streams = read_streams(connection);
  if (!streams) return fail(std::move(streams).error());
  return wave(connection, [&](Cascade& cascade) -> Result<> {
    if (altered.retyped) cascade.mark_replaced(name);
    bool is_done = false;
    for (const Stream& known : *streams) {
      const Pipeline& pipeline = known.pipeline;
      if (pipeline.batch || !equal_ignoring_case(pipeline.into, name)) continue;
      auto plan = make_plan(connection, pipeline, [&](const std::string& read) { return find_live(connection, read); });
      if (plan && !fills(*plan, altered)) continue;
      auto stream = plan ? make_stream(connection, pipeline) : Result<Stream>(fail(plan.error()));
      // One that does not bind any more is given other SQL by this very plan: the plan would be refused else.
      if (!stream || pipeline.stopped) {
        DAC_TRY(set_stale(connection, pipeline.name));
        continue;
      }
      stream->taken = known.taken;
      DAC_TRY(put_stream(connection, *stream));
      const bool anew = plan->target.primary_key.empty();
      if (!is_done) DAC_TRY(cascade.compute(*stream, anew));
      is_done = is_done || anew;  // the others that write there were computed with it
    }
    return {};
  });
}

Result<> relation_dropped(Connection& connection, const std::string& name) {
  DAC_TRY(make_stream_tables(connection));
  return forget_topic(connection, name);
}

Result<std::int64_t> run_batch(Connection& connection, const Pipeline& pipeline) {
  DAC_TRY(make_stream_tables(connection));
  auto stream = make_stream(connection, pipeline);
  if (!stream) return fail(std::move(stream).error());
  auto known = find_stream(connection, pipeline.name);
  if (!known) return fail(std::move(known).error());
  auto anew = ran(*known) ? Result<bool>((*known)->stale) : holds_left_rows(connection, pipeline);
  if (!anew) return fail(std::move(anew).error());
  stream->stale = *anew;
  DAC_TRY(put_stream(connection, *stream));
  DAC_TRY(wave(connection, [&](Cascade& cascade) { return cascade.run(*stream); }));
  DAC_TRY(set_taken(connection, pipeline.name, stream->taken));
  auto target = find_live(connection, pipeline.into);
  if (!target) return fail(std::move(target).error());
  auto rows = connection.query("SELECT count(*) FROM " + target->table);
  if (!rows) return fail(std::move(rows).error());
  return rows->next() ? rows->integer(0) : 0;
}

}  // namespace dac::local::stream
