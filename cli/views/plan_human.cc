#include "cli/views/plan_human.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "cli/views/findings.h"
#include "cli/views/line_diff.h"
#include "cli/views/plan_parts.h"
#include "cli/views/text.h"

#include "schema/base/text.h"

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

struct Reader {
  const Plan& plan;
  const Sources& sources;
  const Paint& paint;
  const PlanViewOptions& options;
};

/// Parts on a line that begins `indent` deep; what does not fit goes four further in.
std::string line_of(const std::vector<std::string>& parts, std::size_t indent, const Paint& paint) {
  return std::string(indent, ' ') + fold(parts, {.used = indent, .indent = indent + 4, .width = paint.width()}) + '\n';
}

/// The lines that differ, within the terminal's width; after `limit` of them how many more.
std::string difference_lines(const std::string& before, const std::string& after, const Paint& paint) {
  constexpr std::size_t kLimit = 40;
  const std::vector<DiffLine> lines = line_difference(before, after);
  const std::size_t width = paint.width() == 0 ? std::string::npos : std::max<std::size_t>(paint.width(), 40) - 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(kLimit, lines.size()); ++i) {
    const auto& [sign, line] = lines[i];
    std::string shown;
    if (sign == '.') shown = "        ...\n";
    for (const std::string& piece : sign == '.' ? std::vector<std::string>() : wrap(escape_control(line, true), width))
      shown += fmt::format("        {} {}{}\n", sign, shown.empty() ? "" : "  ", piece);
    text += sign == '-' ? paint.red(shown) : sign == '+' ? paint.green(shown) : shown;
  }
  if (lines.size() > kLimit) text += fmt::format("        ... {}\n", counted(lines.size() - kLimit, "more line"));
  return text;
}

std::string change_lines(const Step& step, const FieldChange& change, const Sources& sources, const Paint& paint) {
  const ShownChange shown = show_change(step, change);
  const std::string origin = show_origin(change.origin, sources);
  const std::string label = escape_control(shown.label);
  if (shown.form == ShownChange::Form::kDifference)
    return fmt::format("      {}:{}\n", label, origin.empty() ? "" : "  " + paint.dim(origin)) +
           difference_lines(shown.before, shown.after, paint);
  std::vector<std::string> parts = {label};
  if (shown.form == ShownChange::Form::kValues) {
    parts.front() += ":";
    if (change.before) parts.insert(parts.end(), {shown.before, "->"});
    parts.push_back(shown.after);
  }
  if (!origin.empty()) parts.push_back(" " + origin);
  if (!origin.empty()) parts.back() = " " + paint.dim(origin);
  return line_of(parts, 6, paint);
}

/// `name: text`, on as many lines as it takes.
std::string told(std::string_view name, const std::string& text, const Paint& paint) {
  return "      " +
         fold(fmt::format("{}: {}", name, escape_control(text)), {.used = 6, .indent = 10, .width = paint.width()}) +
         '\n';
}

std::string blocker_lines(const Plan& plan, const Step& step, const Paint& paint) {
  std::string text;
  for (const Blocker& each : blockers_of(plan, step))
    text += line_of({paint.red(each.before.substr(0, each.before.size() - 1)), escape_control(each.name) + each.after},
                    6, paint);
  return text;
}

std::string step_text(const Step& step, const Reader& reader) {
  const auto& [plan, sources, paint, options] = reader;
  const std::string risk = risk_text(step.risk, paint);
  std::string text = fmt::format("  {} {}", action_text(step.action, paint), paint.bold(escape_control(step.resource)));
  if (!step.target.empty()) text += paint.dim(fmt::format("  on {}", escape_control(step.target)));
  if (!step.instance.empty()) text += paint.dim(fmt::format("  for {}", escape_control(step.instance)));
  if (!risk.empty()) text += fmt::format("  {}", risk);
  if (!step.rules.empty()) text += paint.dim(fmt::format(" ({})", join(step.rules, ", ")));
  text += '\n';
  if (step.action == Action::kUpdate || step.action == Action::kAdopt || step.action == Action::kReplace)
    for (const FieldChange& change : step.changes) text += change_lines(step, change, sources, paint);
  if (step.risk != Risk::kSafe) {
    for (const Value& fact : step.evidence) text += told("evidence", show_fact(fact), paint);
    if (!step.undo.empty()) text += told("undo", step.undo, paint);
  }
  text += blocker_lines(plan, step, paint);
  if (options.explain)
    for (const std::string& call : step.operations) text += "      $ " + escape_control(call) + '\n';
  return text;
}

/// Steps in their order, under a heading for every owner.
std::string section(std::string_view title, const std::vector<const Step*>& steps, const Reader& reader) {
  const Paint& paint = reader.paint;
  if (steps.empty()) return {};
  std::map<std::string, std::string> by_owner;
  for (const Step* step : steps) by_owner[step->owner] += step_text(*step, reader);
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
  for (const planner::DriftItem& item : plan.drift) {
    const ShownDrift shown = show_drift(item);
    text += line_of({escape_control(item.resource), escape_control(shown.path) + ":", "applied " + shown.applied + ",",
                     "live " + shown.live + (item.owned ? "" : " (not ours)")},
                    2, paint);
  }
  return text + '\n';
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
    text += line_of(parts, 2, paint);
  }
  return text + '\n';
}

}  // namespace

std::string summarize(const Plan& plan) {
  const planner::Summary& summary = plan.summary;
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
  if (parts.empty())
    parts.emplace_back(!plan.unknown.empty()        ? "nothing is known to do"
                       : plan.findings.has_errors() ? "nothing can be done until what is wrong is mended"
                                                    : "nothing to do");
  std::vector<std::string> silent;
  for (const planner::UnknownItem& item : plan.unknown) silent.push_back(escape_control(item.target));
  return fmt::format("{}; {} unchanged{}", join(parts, ", "), summary.unchanged,
                     silent.empty() ? "" : "; not known: " + join(silent, ", "));
}

std::string render_plan(const Plan& plan, const Sources& sources, const Paint& paint, const PlanViewOptions& options) {
  const PlanParts parts = parts_of(plan);
  const Reader reader{plan, sources, paint, options};
  std::string text = section(options.changed, parts.changed, reader);
  text += section("This drifted and goes back to the files", parts.drifted, reader);
  text += drift_section(plan, paint);
  text += impact_section(plan, sources, paint);
  const Findings told = told_findings(plan);
  text += render_findings(told, sources, paint);
  if (!told.empty()) text += '\n';
  if (!plan.selection.empty())
    text += fmt::format("only {} and what it needs\n", escape_control(join(plan.selection, ", ")));
  text += fmt::format("{} {}\n", paint.bold(fmt::format("plan for {}:", escape_control(plan.environment))),
                      summarize(plan));
  return text;
}

}  // namespace dac::cli
