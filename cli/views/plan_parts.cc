#include "cli/views/plan_parts.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/views/text.h"

#include "planner/diff/compare.h"
#include "schema/base/text.h"
#include "schema/kind/amount.h"
#include "schema/kind/field.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

using planner::FieldChange;
using planner::Plan;
using planner::Step;

constexpr std::size_t kFits = 30;  // columns of a value that stands beside another one

bool is_drift(const Step& step) {
  return !step.changes.empty() && std::all_of(step.changes.begin(), step.changes.end(), [](const FieldChange& change) {
    return change.cause == planner::Cause::kDrift;
  });
}

/// A value; a duration or size also in its largest unit.
std::string show_amount(const Value& value, schema::TypeKind unit) {
  return schema::with_unit(show_value(value, kFits), unit);
}

/// A text as it is, anything else as JSON.
std::string whole(const Value& value) {
  const std::string* text = value.as_string();
  return text != nullptr ? *text : to_json(value);
}

bool is_plain(const Value& value) { return !value.is_unknown() && !value.is_hidden() && value.as_secret() == nullptr; }

bool fits(const std::string& text) { return text.find('\n') == std::string::npos && display_width(text) <= kFits; }

/// "column city" of spec.columns[name="city"]; "" where the path is of no element with a name.
std::string element_of(std::string_view path) {
  const std::size_t open = path.rfind("[name=\"");
  if (open == std::string_view::npos || !path.ends_with("\"]")) return {};
  const std::string_view name = path.substr(open + 7, path.size() - open - 9);
  std::string_view list = path.substr(0, open);
  list.remove_prefix(list.rfind('.') + 1);  // npos + 1 is 0
  if (list.ends_with("xes")) list.remove_suffix(1);
  if (list.ends_with("s") || list.ends_with("xe")) list.remove_suffix(1);
  return fmt::format("{} {}", list, name);
}

/// An element of a list that comes or goes: what it is called, its type, then what else is said of it.
std::string describe_element(char sign, const std::string& element, const Value& value) {
  std::string text = fmt::format("{} {}", sign, element);
  if (const std::string type = value.get_string("type"); !type.empty()) text += ' ' + type;
  for (const auto& [key, each] : *value.as_map())
    if (key != "name" && key != "type" && (key != "nullable" || each != Value(true)))
      text += fmt::format(", {} {}", key, show_value(each, kFits));
  return text;
}

/// What takes the place of a value that goes.
std::string what_follows(const Step& step, const FieldChange& change, schema::TypeKind unit) {
  if (step.action == planner::Action::kDelete) return "nothing";
  if (change.fallback) return show_amount(*change.fallback, unit) + ", the default";
  if (change.path.starts_with("spec.") || !change.path.ends_with("\"]")) return "(default)";
  // An object of its own, which the resource implies no longer.
  const bool goes = std::ranges::any_of(step.calls, [&](const providers::Operation& call) {
    return call.action == planner::Action::kDelete && planner::prefix_of(call.key, false) == change.path;
  });
  return goes ? "nothing" : "(forgotten)";
}

}  // namespace

PlanParts parts_of(const Plan& plan) {
  PlanParts parts;
  for (const Step& step : plan.steps) (is_drift(step) ? parts.drifted : parts.changed).push_back(&step);
  return parts;
}

Findings told_findings(const Plan& plan) {
  Findings told;
  for (const Finding& finding : plan.findings.items())
    if (finding.severity != Severity::Info) told.add(finding);
  return told;
}

std::string short_path(const std::string& path) { return path.rfind("spec.", 0) == 0 ? path.substr(5) : path; }

ShownChange show_change(const Step& step, const FieldChange& change) {
  ShownChange shown;
  shown.label = short_path(change.path);
  const std::string element = element_of(change.path);
  const std::optional<Value>& only = change.before ? change.before : change.after;
  if (!element.empty() && change.before.has_value() != change.after.has_value() && only->as_map() != nullptr) {
    shown.form = ShownChange::Form::kLabel;
    shown.label = describe_element(change.before ? '-' : '+', element, *only);
    return shown;
  }
  if (change.before && change.after && is_plain(*change.before) && is_plain(*change.after)) {
    shown.before = whole(*change.before);
    shown.after = whole(*change.after);
    shown.form = ShownChange::Form::kDifference;
    if (!fits(shown.before) || !fits(shown.after)) return shown;
    shown.form = ShownChange::Form::kValues;
  }
  const schema::TypeKind unit = schema::unit_of(step.resource, change.path);
  shown.before = change.before ? show_amount(*change.before, unit) : std::string();
  shown.after = change.after ? show_amount(*change.after, unit) : what_follows(step, change, unit);
  return shown;
}

ShownDrift show_drift(const planner::DriftItem& item) {
  const schema::TypeKind unit = schema::unit_of(item.resource, item.path);
  const auto shown = [&](const std::optional<Value>& value) { return value ? show_amount(*value, unit) : "nothing"; };
  return {short_path(item.path), shown(item.applied), shown(item.live)};
}

std::vector<Blocker> blockers_of(const Plan& plan, const Step& step) {
  std::vector<Blocker> blockers;
  std::vector<std::string> codes;
  const std::string consent = "needs an approval: ";
  for (const std::string& each : step.blocked_by) {
    const auto first = std::ranges::find(plan.steps, each, &Step::id);
    if (first != plan.steps.end())
      blockers.push_back({"waits for ", first->resource, ", which is blocked"});
    else if (each != "protect" && !each.starts_with(consent))
      codes.push_back(each);
    else if (step.risk != planner::Risk::kForbidden)  // no consent lets that through
      blockers.push_back({each == "protect" ? "is protected: needs an Approval of " : "needs an Approval of ",
                          each == "protect" ? step.approve : each.substr(consent.size()), ""});
  }
  if (!codes.empty()) blockers.insert(blockers.begin(), {"blocked by ", join(codes, ", "), ""});
  return blockers;
}

}  // namespace dac::cli
