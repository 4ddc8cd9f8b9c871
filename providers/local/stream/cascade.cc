#include "providers/local/stream/cascade.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "providers/local/stream/live.h"
#include "providers/local/stream/log.h"
#include "providers/local/stream/sink.h"
#include "schema/base/clock.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::local::stream {
namespace {

bool reads_any(const Stream& stream, const std::set<std::string>& relations) {
  return std::any_of(stream.reads.begin(), stream.reads.end(),
                     [&](const std::string& read) { return relations.contains(to_lower(read)); });
}

}  // namespace

Error of_pipeline(Error error, const std::string& pipeline) {
  if (error.code == codes::kEngineRefused) {
    error.code = codes::kPipelineFailed;
    error.kind = ErrorKind::kInvalid;
    if (error.help.empty())
      error.help =
          "its SQL fails on an event; nothing of this batch was taken in. Make it total with TRY_CAST, CASE or WHERE";
  }
  error.message = fmt::format("pipeline '{}': {}", pipeline, error.message);
  return error;
}

void Cascade::mark_changed(const std::string& relation) { changed_.insert(to_lower(relation)); }
void Cascade::mark_replaced(const std::string& relation) { replaced_.insert(to_lower(relation)); }

Result<Relation> Cascade::find(const std::string& name) {
  const auto known = relations_.find(to_lower(name));
  if (known != relations_.end()) return known->second;
  auto relation = find_live(connection_, name);
  if (relation) relations_.emplace(to_lower(name), *relation);
  return relation;
}

Result<Plan> Cascade::plan_of(const Pipeline& pipeline) {
  return make_plan(connection_, pipeline, [this](const std::string& name) { return find(name); });
}

Result<> Cascade::load() {
  if (loaded_) return {};
  auto streams = read_streams(connection_);
  if (!streams) return fail(std::move(streams).error());
  streams_ = in_order(std::move(*streams));
  loaded_ = true;
  return {};
}

bool Cascade::is_read(const std::string& relation) const {
  return std::any_of(streams_.begin(), streams_.end(),
                     [&](const Stream& stream) { return reads_any(stream, {to_lower(relation)}); });
}

Result<News> Cascade::news_for(const Plan& plan, std::int64_t taken) {
  auto all = heads(connection_);
  if (!all) return fail(std::move(all).error());
  News news{.taken = taken, .through = (*all)[""], .heads = std::move(*all), .changes = {}};
  for (const Relation& relation : plan.reads)
    if (const auto found = changes_.find(to_lower(relation.name)); found != changes_.end())
      news.changes[found->first] = found->second;
  return news;
}

Result<> Cascade::write(const Plan& plan, const AnswerForm& form) {
  if (plan.target.is_topic) {
    auto events = append_answer(connection_, plan, form.arrival, SystemClock().unix_ms());
    if (!events) return fail(std::move(events).error());
    if (*events > 0) mark_changed(plan.target.name);
    return connection_.run("DROP TABLE dac_answer");
  }
  Change change{.gone = fmt::format("dac_gone_{}", temporary_), .added = fmt::format("dac_added_{}", temporary_)};
  const bool read = is_read(plan.target.name);
  auto rows = write_table(connection_, plan, form, read ? &change : nullptr);
  if (!rows) return fail(std::move(rows).error());
  if (!read) return {};
  ++temporary_;
  changes_[to_lower(plan.target.name)].push_back(change);
  if (*rows > 0) mark_changed(plan.target.name);
  return {};
}

Result<> Cascade::clear_target(const Plan& plan) {
  DAC_TRY(connection_.run("DELETE FROM " + plan.target.table));
  DAC_TRY(plan.target.is_topic ? forget_topic(connection_, plan.target.name)
                               : forget_left_rows(connection_, plan.target.name));
  mark_replaced(plan.target.name);
  return {};
}

Result<> Cascade::compute(Stream& stream, bool clear) {
  DAC_TRY(load());
  auto plan = plan_of(stream.pipeline);
  if (!plan) return fail(of_pipeline(std::move(plan).error(), stream.pipeline.name));
  if (clear) DAC_TRY(clear_target(*plan));
  auto through = head(connection_, "");
  if (!through) return fail(std::move(through).error());
  auto form = compute_all(connection_, *plan, *through);
  if (!form) return fail(of_pipeline(std::move(form).error(), stream.pipeline.name));
  if (auto written = write(*plan, *form); !written)
    return fail(of_pipeline(std::move(written).error(), stream.pipeline.name));
  stream.taken = *through;
  stream.stale = false;
  DAC_TRY(set_taken(connection_, stream.pipeline.name, stream.taken));
  return clear ? refill(stream.pipeline.into, stream.pipeline.name) : Result<>{};
}

Result<> Cascade::refill(const std::string& target, const std::string& stream) {
  for (Stream& other : streams_) {
    if (other.pipeline.name == stream || !equal_ignoring_case(other.pipeline.into, target)) continue;
    if (other.pipeline.batch) continue;
    if (other.pipeline.stopped)
      DAC_TRY(set_stale(connection_, other.pipeline.name));
    else
      DAC_TRY(compute(other, false));
  }
  return {};
}

Result<bool> Cascade::clear_of_others(const std::string& table) {
  DAC_TRY(load());
  for (Stream& stream : streams_) {
    const Pipeline& pipeline = stream.pipeline;
    if (pipeline.batch || pipeline.stopped || !equal_ignoring_case(pipeline.into, table)) continue;
    if (!plan_of(pipeline)) continue;  // it is given other SQL by this very plan, and clears the table then
    DAC_TRY(compute(stream, true));
    return true;
  }
  return false;
}

Result<> Cascade::catch_up(Stream& stream) {
  DAC_TRY(load());
  auto plan = plan_of(stream.pipeline);
  if (!plan) return fail(of_pipeline(std::move(plan).error(), stream.pipeline.name));
  auto news = news_for(*plan, stream.taken);
  if (!news) return fail(std::move(news).error());
  if (has_news(*plan, *news)) {
    auto form = compute_new(connection_, *plan, *news);
    if (!form) return fail(of_pipeline(std::move(form).error(), stream.pipeline.name));
    if (auto written = write(*plan, *form); !written)
      return fail(of_pipeline(std::move(written).error(), stream.pipeline.name));
  }
  stream.taken = news->through;
  return set_taken(connection_, stream.pipeline.name, news->through);
}

Result<> Cascade::run(Stream& stream) {
  DAC_TRY(load());
  auto plan = plan_of(stream.pipeline);
  if (!plan) return fail(of_pipeline(std::move(plan).error(), stream.pipeline.name));
  const bool anew = stream.stale || (!plan->target.is_topic && plan->target.primary_key.empty());
  if (anew) DAC_TRY(clear_target(*plan));
  if (anew) DAC_TRY(drop_kept(connection_, stream.pipeline.name));
  auto form = compute_new(connection_, *plan, {});
  if (!form) return fail(of_pipeline(std::move(form).error(), stream.pipeline.name));
  if (auto written = write(*plan, *form); !written)
    return fail(of_pipeline(std::move(written).error(), stream.pipeline.name));
  return anew ? refill(stream.pipeline.into, stream.pipeline.name) : Result<>{};
}

Result<> Cascade::advance(Stream& stream) {
  if (stream.pipeline.batch) return {};
  const bool afresh = reads_any(stream, replaced_);
  if (!afresh && !reads_any(stream, changed_)) return {};
  if (stream.pipeline.stopped) {
    // What a Table was before its change is known only now; events it can still read later.
    const bool table = std::any_of(stream.reads.begin(), stream.reads.end(),
                                   [&](const std::string& read) { return changes_.contains(to_lower(read)); });
    return afresh || table ? set_stale(connection_, stream.pipeline.name) : Result<>{};
  }
  return afresh ? compute(stream, true) : catch_up(stream);
}

Result<> Cascade::flow() {
  DAC_TRY(load());
  for (Stream& stream : streams_) DAC_TRY(advance(stream));
  return {};
}

Result<> Cascade::finish() {
  for (const auto& [relation, changes] : changes_)
    for (const Change& change : changes)
      DAC_TRY(connection_.run("DROP TABLE IF EXISTS " + change.gone + "; DROP TABLE IF EXISTS " + change.added));
  changes_.clear();
  return {};
}

}  // namespace dac::local::stream
