#include "cli/views/plan_markdown.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "cli/views/line_diff.h"
#include "cli/views/plan_human.h"
#include "cli/views/text.h"

#include "schema/base/text.h"

namespace dac::cli {
namespace {

using planner::Plan;
using planner::Risk;
using planner::Step;

std::string place(const Origin& origin, const Sources& sources) {
  const std::string text = show_origin(origin, sources);
  return text.empty() ? std::string() : " (" + markdown_code(text) + ")";
}

/// A fenced difference, further in than the list's item that it belongs to; the fence is longer than any in the text.
std::string fenced_difference(std::string_view before, std::string_view after) {
  std::string lines;
  for (const auto& [sign, line] : line_difference(before, after))
    lines += sign == '.' ? "    ...\n" : fmt::format("    {} {}\n", sign, escape_control(line, true));
  std::size_t run = 0;
  std::size_t longest = 2;
  for (const char c : lines) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string fence(longest + 1, '`');
  return fmt::format("\n    {}diff\n{}    {}\n", fence, lines, fence);
}

std::string detail_of(const Step& step, const Sources& sources) {
  std::string text;
  for (const planner::FieldChange& change : step.changes) {
    if (has_lines(change)) {
      text += fmt::format("  - {}:{}\n{}", markdown_code(change.path), place(change.origin, sources),
                          fenced_difference(*change.before->as_string(), *change.after->as_string()));
      continue;
    }
    const std::string before = change.before ? markdown_code(show_value(*change.before)) : "nothing";
    const std::string after = change.after                              ? markdown_code(show_value(*change.after))
                              : step.action == planner::Action::kDelete ? "nothing"
                                                                        : "default";
    text +=
        fmt::format("  - {}: {} → {}{}\n", markdown_code(change.path), before, after, place(change.origin, sources));
  }
  for (const Value& fact : step.evidence) text += fmt::format("  - evidence: {}\n", markdown_code(show_fact(fact)));
  if (!step.undo.empty()) text += fmt::format("  - undo: {}\n", markdown_code(step.undo));
  for (const std::string& call : step.operations)
    text += fmt::format("  - call: {}\n", markdown_code(show_value(Value(call), 300)));
  return text;
}

/// True where an Approval would let the step through.
bool asks_consent(const Step& step) {
  return step.risk != Risk::kForbidden && std::ranges::any_of(step.blocked_by, [](const std::string& blocker) {
           return blocker == "protect" || blocker.starts_with("needs an approval");
         });
}

std::string head_of(const Step& step) {
  std::string text = fmt::format("- **{}** {} on {}", planner::action_name(step.action), markdown_code(step.resource),
                                 markdown_code(step.target));
  if (step.risk != Risk::kSafe) text += fmt::format(", **{}**", planner::risk_name(step.risk));
  if (!step.rules.empty()) text += fmt::format(" ({})", join(step.rules, ", "));
  text += '\n';
  if (!step.blocked_by.empty()) {
    text += fmt::format("  - blocked by {}\n", markdown_code(join(step.blocked_by, ", ")));
    if (asks_consent(step)) text += fmt::format("  - consent: an Approval of {}\n", markdown_code(step.approve));
  }
  return text;
}

/// The risky steps of one owner, in full.
enum class Detail { kFull, kHeads, kNames };

std::string risky_of(const std::vector<const Step*>& steps, const Sources& sources, Detail detail) {
  std::string text;
  if (detail == Detail::kNames) {
    for (const Step* step : steps)
      if (step->risk != Risk::kSafe || !step->blocked_by.empty())
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", planner::action_name(step->action),
                            markdown_safe(step->resource));
    return text.empty() ? text : "risky: " + text + '\n';
  }
  for (const Step* step : steps)
    if (step->risk != Risk::kSafe || !step->blocked_by.empty())
      text += head_of(*step) + (detail == Detail::kFull ? detail_of(*step, sources) : std::string());
  return text;
}

/// The safe steps of one owner, folded; those that the budget has no room for are counted.
std::string safe_of(const std::vector<const Step*>& steps, const Sources& sources, std::size_t& budget) {
  std::string inside;
  std::size_t shown = 0;
  std::size_t all = 0;
  for (const Step* step : steps) {
    if (step->risk != Risk::kSafe || !step->blocked_by.empty()) continue;
    ++all;
    const std::string text = head_of(*step) + detail_of(*step, sources);
    if (shown + 1 != all || text.size() > budget) continue;
    budget -= text.size();
    inside += text;
    ++shown;
  }
  if (all == 0) return {};
  if (shown < all) inside += fmt::format("- and {}\n", counted(all - shown, "more safe step"));
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", counted(all, "safe step"), inside);
}

std::string findings_of(const Plan& plan, const Sources& sources, std::size_t limit) {
  std::string text;
  std::size_t shown = 0;
  for (const Finding& finding : plan.findings.items()) {
    if (++shown > limit) continue;
    text += fmt::format("- **{}** {}: {}{}\n", severity_name(finding.severity), code_name(finding.code),
                        markdown_safe(finding.message), place(finding.origin, sources));
    if (!finding.help.empty()) text += fmt::format("  - help: {}\n", markdown_safe(finding.help));
  }
  if (shown > limit) text += fmt::format("- and {}\n", counted(shown - limit, "more finding"));
  return text.empty() ? text : "\n### Findings\n\n" + text;
}

std::string impact_of(const Plan& plan, const Sources& sources, std::size_t limit) {
  if (plan.impact.empty()) return {};
  std::set<std::string> owners;
  for (const planner::ImpactItem& item : plan.impact)
    if (!item.owner.empty()) owners.insert(markdown_code(item.owner));
  std::string text = "\n### Who is affected\n\n";
  if (!owners.empty())
    text += fmt::format("Teams: {}\n\n", join(std::vector<std::string>(owners.begin(), owners.end()), ", "));
  std::size_t shown = 0;
  for (const planner::ImpactItem& item : plan.impact)
    if (++shown <= limit)
      text += fmt::format("- {}: {}{}\n", markdown_code(item.resource), markdown_safe(item.because),
                          place(item.origin, sources));
  if (shown > limit) text += fmt::format("- and {}\n", counted(shown - limit, "more resource"));
  return text;
}

struct Limits {
  Detail risky;
  std::size_t findings;
  std::size_t impact;
  std::size_t safe_budget;
};

std::string render(const Plan& plan, const Sources& sources, const Limits& limits) {
  std::map<std::string, std::vector<const Step*>> by_owner;
  for (const Step& step : plan.steps) by_owner[step.owner].push_back(&step);
  std::string text = fmt::format("<!-- dac:{} -->\n## dac plan for {}\n\n{}\n", markdown_safe(plan.environment),
                                 markdown_code(plan.environment), summarize(plan.summary));
  for (const planner::UnknownItem& item : plan.unknown)
    text += fmt::format("\n**{} did not answer**: {}\n", markdown_code(item.target), markdown_safe(item.why));
  std::size_t budget = limits.safe_budget;
  for (const auto& [owner, steps] : by_owner) {
    text += fmt::format("\n### {}\n\n", owner.empty() ? "without an owner" : markdown_code(owner));
    const std::string risky = risky_of(steps, sources, limits.risky);
    text += risky.empty() ? risky : risky + '\n';
    text += safe_of(steps, sources, budget);
  }
  text += findings_of(plan, sources, limits.findings);
  text += impact_of(plan, sources, limits.impact);
  return text;
}

}  // namespace

std::string markdown_safe(std::string_view text) {
  std::string safe;
  for (const char c : escape_control(text)) {
    if (std::string_view("\\`*_{}[]()<>#+-.!|~&:").find(c) != std::string_view::npos) {
      if (c == '<')
        safe += "&lt;";
      else if (c == '>')
        safe += "&gt;";
      else if (c == '&')
        safe += "&amp;";
      else if (c == ':' || c == '.' || c == '-' || c == '(' || c == ')' || c == '!')
        safe += c;
      else
        safe += '\\', safe += c;
      if (c == ':' || c == '#') safe += "\xe2\x80\x8b";  // a zero-width space: no ::command::, no ##[command], no #12
    } else if (c == '@') {
      safe += "@\xe2\x80\x8b";
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string markdown_code(std::string_view text) {
  std::string safe;
  for (const char c : escape_control(text)) {
    if (c == '`')
      safe += "'";
    else
      safe += c;
  }
  return safe.empty() ? "(empty)" : "`" + safe + "`";
}

std::string render_plan_markdown(const Plan& plan, const Sources& sources) {
  constexpr Limits kSteps[] = {{Detail::kFull, 1000, 1000, 50'000},
                               {Detail::kFull, 50, 50, 10'000},
                               {Detail::kHeads, 10, 10, 0},
                               {Detail::kNames, 5, 5, 0}};
  std::string text;
  for (const Limits& limits : kSteps) {
    text = render(plan, sources, limits);
    if (text.size() <= kMarkdownLimit) return text;
  }
  // Thousands of risky steps: even their names are too long for one comment.
  text.resize(kMarkdownLimit - 200);
  text.resize(text.rfind(',') + 1);
  return text + fmt::format("\n\n**This plan is too large for a comment ({}).** Read it with `dac plan`.\n",
                            counted(plan.steps.size(), "step"));
}

}  // namespace dac::cli
