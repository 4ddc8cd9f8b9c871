#include "cli/views/apply.h"

#include <fmt/format.h>
#include <map>

#include "cli/views/findings.h"

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

using planner::Event;
using planner::EventType;

Map event_map(const Event& event) {
  Map map;
  map.set("seq", event.seq);
  map.set("type", planner::event_type_name(event.type));
  if (!event.step.empty()) map.set("step", event.step);
  if (!event.resource.empty()) map.set("resource", event.resource);
  if (!event.message.empty()) map.set("message", event.message);
  if (!event.summary.is_null()) map.set("summary", event.summary);
  return map;
}

}  // namespace

std::string run_done_json(const Event& event, int exit, const Findings& findings, const Sources& sources) {
  Map map = event_map(event);
  map.set("exit", exit);
  List items;
  for (const Finding& finding : findings.items()) items.push_back(planner::finding_to_value(finding, sources));
  map.set("findings", std::move(items));
  return to_json(map) + '\n';
}

ApplyView::ApplyView(Console& console, bool json, std::size_t steps)
    : console_(console), json_(json), steps_(steps), progress_(std::make_unique<Progress>(console, "applying")) {}

void ApplyView::show(const Event& event) {
  if (event.type == EventType::kStepDone || event.type == EventType::kStepFailed ||
      event.type == EventType::kStepSkipped)
    ++settled_;
  if (event.type == EventType::kRunDone)
    last_ = event;
  else if (json_)
    console_.out(to_json(event_map(event)) + '\n');
  else
    show_human(event);
}

void ApplyView::end(const planner::Report& report, int exit, const Findings& findings, const Sources& sources) {
  if (!json_) return summarize(report);
  Findings all = findings;
  for (const auto& [resource, error] : report.errors) {
    Finding finding = to_finding(error);
    finding.resource = resource;
    all.add(std::move(finding));
  }
  console_.out(run_done_json(last_, exit, all, sources));
}

void ApplyView::note(std::string_view text) {
  if (progress_) progress_->set(fmt::format("applying: {}", text));
}

void ApplyView::show_human(const Event& event) {
  const Paint& paint = console_.talk_paint();
  const std::string resource = escape_control(event.resource);
  if (progress_) progress_->set(fmt::format("applying {}/{} {}", settled_, steps_, resource));
  constexpr std::size_t kQuietAbove = 200;  // a thousand lines of "done" or "failed" help nobody
  if (event.type == EventType::kStepDone && steps_ <= kQuietAbove)
    console_.say(fmt::format("  {} {}\n", paint.green("done"), resource));
  if (event.type == EventType::kStepFailed && steps_ <= kQuietAbove)
    console_.complain(fmt::format("  {} {}\n", paint.red("failed"), resource));  // why: summarize
  if (event.type == EventType::kStepSkipped)
    console_.complain(fmt::format("  {} {}: {}\n", paint.yellow("skipped"), resource, escape_control(event.message)));
}

void ApplyView::summarize(const planner::Report& report) {
  if (steps_ == 0 && report.errors.empty()) return;
  const Paint& paint = console_.talk_paint();
  // What many steps failed for in the same words is one trouble: a broker that is down, not a thousand topics.
  std::map<std::pair<Code, std::string>, std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < report.errors.size(); ++i)
    same[{report.errors[i].second.code, report.errors[i].second.message}].push_back(i);
  for (std::size_t i = 0; i < report.errors.size(); ++i) {
    const auto& [resource, error] = report.errors[i];
    const std::vector<std::size_t>& all = same[{error.code, error.message}];
    if (all.front() != i) continue;
    Error told = error;
    told.message = all.size() == 1 ? fmt::format("{}: {}", resource, error.message)
                                   : fmt::format("{} and {} more: {}", resource, all.size() - 1, error.message);
    console_.complain(render_error(told, paint));
  }
  console_.say(fmt::format("{} {} done, {} failed, {} skipped{}\n", paint.bold("applied:"), report.done, report.failed,
                           report.skipped, report.interrupted ? " (interrupted)" : ""));
}

}  // namespace dac::cli
