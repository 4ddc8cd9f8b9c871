#include "cli/views/plan_human.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "cli/views/findings.h"
#include "cli/views/line_diff.h"
#include "cli/views/text.h"

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/kind/field.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

using planner::Action;
using planner::FieldChange;
using planner::Plan;
using planner::Risk;
using planner::Step;

std::string action_text(Action action, const Paint& paint) {
  std::string name(planner::action_name(action));
  switch (action) {
    case Action::kCreate:
      return paint.green("+ " + name);
    case Action::kUpdate:
      return paint.yellow("~ " + name);
    case Action::kReplace:
      return paint.red("± " + name);
    case Action::kDelete:
      return paint.red("- " + name);
    case Action::kAdopt:
      return paint.cyan("= " + name);
    case Action::kForget:
      return paint.dim("x " + name);
  }
  return name;
}

std::string risk_text(Risk risk, const Paint& paint) {
  std::string name(planner::risk_name(risk));
  switch (risk) {
    case Risk::kSafe:
      return {};
    case Risk::kRestart:
      return paint.cyan(name);
    case Risk::kReprocess:
    case Risk::kBreaking:
      return paint.yellow(name);
    case Risk::kDataLoss:
    case Risk::kForbidden:
      return paint.red(name);
  }
  return name;
}

bool is_drift(const Step& step) {
  return !step.changes.empty() && std::all_of(step.changes.begin(), step.changes.end(), [](const FieldChange& change) {
    return change.cause == planner::Cause::kDrift;
  });
}

std::string short_path(const std::string& path) { return path.rfind("spec.", 0) == 0 ? path.substr(5) : path; }

/// Whether the field holds milliseconds, by its kind's table or by its own name.
bool is_duration(const Step& step, std::string_view path) {
  if (path.ends_with(".ms\"]")) return true;
  const schema::Kind* kind = schema::find_kind_lower(step.resource.substr(0, step.resource.find('/')));
  const schema::Field* field = kind == nullptr ? nullptr : schema::field_at(*kind, path);
  return field != nullptr && field->type.kind == schema::TypeKind::kDuration;
}

/// A value; a duration also in its largest unit, since nobody reads 30 days off 2592000000.
std::string show_amount(const Value& value, bool duration) {
  std::string text = show_value(value, 30);
  const auto number = duration ? parse_integer(text) : std::nullopt;
  if (number && *number > 0) text += fmt::format(" ms ({})", format_duration(*number));
  return text;
}

/// The lines that differ, wrapped within 80 columns; after `limit` of them how many more.
std::string difference_lines(const std::string& before, const std::string& after, const Paint& paint) {
  constexpr std::size_t kLimit = 40;
  const std::vector<DiffLine> lines = line_difference(before, after);
  std::string text;
  for (std::size_t i = 0; i < std::min(kLimit, lines.size()); ++i) {
    const auto& [sign, line] = lines[i];
    std::string shown;
    if (sign == '.') shown = "        ...\n";
    for (const std::string& piece : sign == '.' ? std::vector<std::string>() : wrap(escape_control(line, true), 70))
      shown += fmt::format("        {} {}{}\n", sign, shown.empty() ? "" : "  ", piece);
    text += sign == '-' ? paint.red(shown) : sign == '+' ? paint.green(shown) : shown;
  }
  if (lines.size() > kLimit) text += fmt::format("        ... {}\n", counted(lines.size() - kLimit, "more line"));
  return text;
}

std::string change_lines(const Step& step, const FieldChange& change, const Sources& sources, const Paint& paint) {
  const std::string path = escape_control(short_path(change.path));
  const std::string origin = show_origin(change.origin, sources);
  const std::string where = origin.empty() ? "" : "  " + paint.dim(origin);
  if (has_lines(change))
    return fmt::format("      {}:{}\n", path, where) +
           difference_lines(*change.before->as_string(), *change.after->as_string(), paint);
  const bool duration = is_duration(step, change.path);
  const std::string after = change.after ? show_amount(*change.after, duration) : "(default)";
  if (!change.before) return fmt::format("      {}: {}{}\n", path, after, where);
  return fmt::format("      {}: {} -> {}{}\n", path, show_amount(*change.before, duration), after, where);
}

std::string step_text(const Step& step, const Sources& sources, const Paint& paint, const PlanViewOptions& options) {
  const std::string risk = risk_text(step.risk, paint);
  std::string text = fmt::format("  {} {}", action_text(step.action, paint), paint.bold(escape_control(step.resource)));
  if (!step.target.empty()) text += paint.dim(fmt::format("  on {}", escape_control(step.target)));
  if (!risk.empty()) text += fmt::format("  {}", risk);
  if (!step.rules.empty()) text += paint.dim(fmt::format(" ({})", join(step.rules, ", ")));
  text += '\n';
  if (step.action == Action::kUpdate || step.action == Action::kAdopt || step.action == Action::kReplace)
    for (const FieldChange& change : step.changes) text += change_lines(step, change, sources, paint);
  if (step.risk != Risk::kSafe) {
    for (const Value& fact : step.evidence) text += fmt::format("      evidence: {}\n", show_fact(fact));
    if (!step.undo.empty()) text += fmt::format("      undo: {}\n", escape_control(step.undo));
  }
  if (!step.blocked_by.empty())
    text += fmt::format("      {} {}\n", paint.red("blocked by"), escape_control(join(step.blocked_by, ", ")));
  if (options.explain)
    for (const std::string& call : step.operations) text += "      $ " + escape_control(call) + '\n';
  return text;
}

/// Steps in their order, under a heading for every owner.
struct Reader {
  const Sources& sources;
  const Paint& paint;
  const PlanViewOptions& options;
};

std::string section(std::string_view title, const std::vector<const Step*>& steps, const Reader& reader) {
  const auto& [sources, paint, options] = reader;
  if (steps.empty()) return {};
  std::map<std::string, std::string> by_owner;
  for (const Step* step : steps) by_owner[step->owner] += step_text(*step, sources, paint, options);
  std::string text = paint.bold(title) + '\n';
  for (const auto& [owner, lines] : by_owner) {
    if (by_owner.size() > 1 || !owner.empty())
      text += fmt::format("\n {}\n", owner.empty() ? "without an owner" : "owner " + escape_control(owner));
    text += lines;
  }
  return text + '\n';
}

std::string drift_section(const Plan& plan, const Paint& paint) {
  if (plan.drift.empty()) return {};
  std::string text = paint.bold("Live differs from the last apply") + '\n';
  for (const planner::DriftItem& item : plan.drift)
    text += fmt::format("  {} {}: applied {}, live {}{}\n", escape_control(item.resource),
                        escape_control(short_path(item.path)), item.applied ? show_value(*item.applied, 25) : "nothing",
                        item.live ? show_value(*item.live, 25) : "nothing", item.owned ? "" : " (not ours)");
  return text + '\n';
}

/// Parts one after the other, on a new line further in where one would pass the eightieth column.
std::string fold(const std::vector<std::string>& parts, std::size_t indent) {
  constexpr std::size_t kWidth = 80;
  std::string text(indent, ' ');
  std::size_t at = indent;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t width = display_width(parts[i]);
    if (i > 0 && at + 1 + width > kWidth) {
      text += '\n' + std::string(indent + 4, ' ');
      at = indent + 4;
    } else if (i > 0) {
      text += ' ';
      ++at;
    }
    text += parts[i];
    at += width;
  }
  return text;
}

std::string impact_section(const Plan& plan, const Sources& sources, const Paint& paint) {
  if (plan.impact.empty()) return {};
  std::string text = paint.bold("Who is affected") + '\n';
  for (const planner::ImpactItem& item : plan.impact) {
    std::vector<std::string> parts = {escape_control(item.resource)};
    if (!item.owner.empty()) parts.front() += " of " + escape_control(item.owner);
    parts.front() += ":";
    parts.push_back(escape_control(item.because));
    if (!item.through.empty()) parts.push_back(fmt::format("through {}", escape_control(join(item.through, ", "))));
    if (const std::string origin = show_origin(item.origin, sources); !origin.empty())
      parts.push_back(fmt::format("({})", origin));
    text += fold(parts, 2) + '\n';
  }
  return text + '\n';
}

}  // namespace

std::string summarize(const planner::Summary& summary) {
  const std::array<std::pair<int, std::string_view>, 6> counts = {{{summary.create, "to create"},
                                                                   {summary.update, "to update"},
                                                                   {summary.replace, "to replace"},
                                                                   {summary.remove, "to delete"},
                                                                   {summary.adopt, "to adopt"},
                                                                   {summary.forget, "to forget"}}};
  std::vector<std::string> parts;
  for (const auto& [count, what] : counts)
    if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
  if (summary.blocked > 0) parts.push_back(fmt::format("{} blocked", summary.blocked));
  const std::string changes = parts.empty() ? "nothing to do" : join(parts, ", ");
  return fmt::format("{}; {} unchanged", changes, summary.unchanged);
}

std::string render_plan(const Plan& plan, const Sources& sources, const Paint& paint, const PlanViewOptions& options) {
  std::vector<const Step*> changed;
  std::vector<const Step*> drifted;
  for (const Step& step : plan.steps) (is_drift(step) ? drifted : changed).push_back(&step);
  const Reader reader{sources, paint, options};
  std::string text = section("You changed", changed, reader);
  text += section("This drifted and goes back to the files", drifted, reader);
  text += drift_section(plan, paint);
  text += impact_section(plan, sources, paint);
  // What only informs stands at its step already, as the code of a rule; each unknown target has a finding of its own.
  Findings told;
  for (const Finding& finding : plan.findings.items())
    if (finding.severity != Severity::Info) told.add(finding);
  text += render_findings(told, sources, paint);
  if (!told.empty()) text += '\n';
  if (!plan.selection.empty())
    text += fmt::format("only {} and what it needs\n", escape_control(join(plan.selection, ", ")));
  text += fmt::format("{} {}\n", paint.bold(fmt::format("plan for {}:", escape_control(plan.environment))),
                      summarize(plan.summary));
  return text;
}

}  // namespace dac::cli
