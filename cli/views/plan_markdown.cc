#include "cli/views/plan_markdown.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "cli/views/line_diff.h"
#include "cli/views/plan_human.h"
#include "cli/views/plan_parts.h"
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
    const ShownChange shown = show_change(step, change);
    const std::string where = place(change.origin, sources);
    const std::string label = markdown_code(shown.label);
    if (shown.form == ShownChange::Form::kDifference)
      text += fmt::format("  - {}:{}\n{}", label, where, fenced_difference(shown.before, shown.after));
    else if (shown.form == ShownChange::Form::kLabel)
      text += fmt::format("  - {}{}\n", label, where);
    else
      text += fmt::format("  - {}: {} → {}{}\n", label, change.before ? markdown_code(shown.before) : "nothing",
                          change.after ? markdown_code(shown.after) : shown.after, where);
  }
  for (const Value& fact : step.evidence) text += fmt::format("  - evidence: {}\n", markdown_code(show_fact(fact)));
  if (!step.undo.empty()) text += fmt::format("  - undo: {}\n", markdown_code(step.undo));
  for (const std::string& call : step.operations)
    text += fmt::format("  - call: {}\n", markdown_code(show_value(Value(call), 300)));
  return text;
}

std::string head_of(const Plan& plan, const Step& step) {
  std::string text = fmt::format("- **{}** {}", planner::action_name(step.action), markdown_code(step.resource));
  if (!step.target.empty()) text += " on " + markdown_code(step.target);
  if (!step.instance.empty()) text += " for " + markdown_code(step.instance);
  if (step.risk != Risk::kSafe) text += fmt::format(", **{}**", planner::risk_name(step.risk));
  if (!step.rules.empty()) text += fmt::format(" ({})", join(step.rules, ", "));
  text += '\n';
  for (const Blocker& each : blockers_of(plan, step))
    text += fmt::format("  - {}{}{}\n", each.before, markdown_code(each.name), each.after);
  return text;
}

/// How much is said of risky steps.
enum class Detail { kFull, kHeads, kNames };

struct Limits {
  Detail risky;
  std::size_t items;  // findings, readers, drifted fields: of each so many
  std::size_t safe_budget;
};

struct Page {
  const Plan& plan;
  const Sources& sources;
  const Limits& limits;
};

bool is_risky(const Step& step) { return step.risk != Risk::kSafe || !step.blocked_by.empty(); }

std::string risky_of(const std::vector<const Step*>& steps, const Page& page, Detail detail) {
  std::string text;
  for (const Step* step : steps) {
    if (!is_risky(*step)) continue;
    if (detail == Detail::kNames)
      text += fmt::format("{}{} {}", text.empty() ? "risky: " : ", ", planner::action_name(step->action),
                          markdown_safe(step->resource));
    else
      text += head_of(page.plan, *step) + (detail == Detail::kFull ? detail_of(*step, page.sources) : std::string());
  }
  return detail == Detail::kNames && !text.empty() ? text + '\n' : text;
}

/// The safe steps of one owner, folded; those that the budget has no room for are counted.
std::string safe_of(const std::vector<const Step*>& steps, const Page& page, std::size_t& budget) {
  std::string inside;
  std::size_t shown = 0;
  std::size_t all = 0;
  for (const Step* step : steps) {
    if (is_risky(*step)) continue;
    ++all;
    const std::string text = head_of(page.plan, *step) + detail_of(*step, page.sources);
    if (shown + 1 != all || text.size() > budget) continue;
    budget -= text.size();
    inside += text;
    ++shown;
  }
  if (all == 0) return {};
  if (shown < all) inside += fmt::format("- and {}\n", counted(all - shown, "more safe step"));
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", counted(all, "safe step"), inside);
}

/// The steps of one part of the plan under a heading for every owner.
std::string section(std::string_view title, const std::vector<const Step*>& steps, const Page& page,
                    std::size_t& budget) {
  if (steps.empty()) return {};
  std::map<std::string, std::vector<const Step*>> by_owner;
  for (const Step* step : steps) by_owner[step->owner].push_back(step);
  std::string text = fmt::format("\n### {}\n\n", title);
  for (const auto& [owner, own] : by_owner) {
    if (by_owner.size() > 1 || !owner.empty())
      text += fmt::format("#### {}\n\n", owner.empty() ? "without an owner" : "owner " + markdown_code(owner));
    const std::string risky = risky_of(own, page, page.limits.risky);
    text += risky.empty() ? risky : risky + '\n';
    text += safe_of(own, page, budget);
  }
  return text;
}

std::string drift_of(const Plan& plan, std::size_t limit) {
  if (plan.drift.empty()) return {};
  std::string text = "\n### Live differs from the last apply\n\n";
  std::size_t shown = 0;
  for (const planner::DriftItem& item : plan.drift) {
    if (++shown > limit) continue;
    const ShownDrift drift = show_drift(item);
    text += fmt::format("- {} {}: applied {}, live {}{}\n", markdown_code(item.resource), markdown_code(drift.path),
                        markdown_code(drift.applied), markdown_code(drift.live), item.owned ? "" : " (not ours)");
  }
  if (shown > limit) text += fmt::format("- and {}\n", counted(shown - limit, "more field"));
  return text;
}

std::string findings_of(const Plan& plan, const Sources& sources, std::size_t limit) {
  std::string text;
  std::size_t shown = 0;
  const Findings told = told_findings(plan);
  for (const Finding& finding : told.items()) {
    if (++shown > limit) continue;
    text += fmt::format("- **{}** {}: {}{}\n", severity_name(finding.severity), code_name(finding.code),
                        markdown_safe(finding.message), place(finding.origin, sources));
    for (const Note& note : finding.notes)
      text += fmt::format("  - note: {}{}\n", markdown_safe(note.text), place(note.origin, sources));
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
  for (const planner::ImpactItem& item : plan.impact) {
    if (++shown > limit) continue;
    text += "- " + markdown_code(item.resource);
    if (!item.owner.empty()) text += " of " + markdown_code(item.owner);
    text += ": " + markdown_safe(item.because);
    for (const std::string& step : item.through)
      text += (&step == &item.through.front() ? " through " : ", ") + markdown_code(step);
    text += place(item.origin, sources) + '\n';
  }
  if (shown > limit) text += fmt::format("- and {}\n", counted(shown - limit, "more resource"));
  return text;
}

/// By which whoever posts the comment finds it again; an HTML comment, in which nothing can be quoted.
std::string marker_of(std::string environment) {
  std::erase_if(environment, [](char c) { return c == '<' || c == '>' || static_cast<unsigned char>(c) < 0x20; });
  return fmt::format("<!-- dac:{} -->\n", environment);
}

std::string render(const Page& page) {
  const auto& [plan, sources, limits] = page;
  std::string text = marker_of(plan.environment);
  text += fmt::format("## dac plan for {}\n\n{}\n", markdown_code(plan.environment), summarize(plan));
  if (!plan.selection.empty())
    text += fmt::format("\nonly {} and what it needs\n", markdown_code(join(plan.selection, ", ")));
  for (const planner::UnknownItem& item : plan.unknown)
    text += fmt::format("\n**{} did not answer**: {}\n", markdown_code(item.target), markdown_safe(item.why));
  std::size_t budget = limits.safe_budget;
  const PlanParts parts = parts_of(plan);
  text += section("You changed", parts.changed, page, budget);
  text += section("This drifted and goes back to the files", parts.drifted, page, budget);
  text += drift_of(plan, limits.items);
  text += findings_of(plan, sources, limits.items);
  text += impact_of(plan, sources, limits.items);
  return text;
}

/// What one copies stands in code: there is nothing in it that one does not see. A word that a forge would make a
/// mention, a reference, a command or emphasis of is code too.
bool reads_as_code(std::string_view word) {
  return word.find_first_of("@#_*") != std::string_view::npos || word.find("::") != std::string_view::npos;
}

std::string escape_markup(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else if (std::string_view("\\`*_{}[]#+|~").find(c) != std::string_view::npos)
      safe += '\\', safe += c;
    else
      safe += c;
  }
  return safe;
}

/// Words and the blanks between them; punctuation around a word is no part of it.
std::string escape_words(std::string_view text) {
  std::string safe;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, end);
    if (reads_as_code(word)) {
      const std::size_t from = std::min(word.find_first_not_of("('\""), word.size());
      const std::size_t to = word.find_last_not_of(",;:)'\"") + 1;
      const bool is_empty = to <= from;
      safe += escape_markup(word.substr(0, is_empty ? word.size() : from));
      if (!is_empty) safe += markdown_code(word.substr(from, to - from)) + escape_markup(word.substr(to));
    } else {
      safe += escape_markup(word);
    }
    if (end < text.size()) safe += ' ';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return safe;
}

}  // namespace

std::string markdown_safe(std::string_view text) {
  const std::string visible = escape_control(text);
  std::string safe;
  std::string_view rest = visible;
  while (!rest.empty()) {
    const std::size_t open = rest.find('`');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('`', open + 1);
    if (close == std::string_view::npos) return safe + escape_words(rest);
    safe += escape_words(rest.substr(0, open)) + markdown_code(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  return safe;
}

std::string markdown_code(std::string_view text) {
  const std::string visible = escape_control(text);
  if (visible.empty()) return "(empty)";
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const char c : visible) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  const std::string fence(longest + 1, '`');
  // A blank at each end is taken off again: it keeps quotes apart from the fence, and blanks that are the text's own.
  const bool padded =
      visible.front() == '`' || visible.back() == '`' || (visible.front() == ' ' && visible.back() == ' ');
  const std::string_view pad = padded ? " " : "";
  return fmt::format("{0}{1}{2}{1}{0}", fence, pad, visible);
}

std::string render_plan_markdown(const Plan& plan, const Sources& sources) {
  constexpr Limits kSteps[] = {
      {Detail::kFull, 1000, 50'000}, {Detail::kFull, 50, 10'000}, {Detail::kHeads, 10, 0}, {Detail::kNames, 5, 0}};
  std::string text;
  for (const Limits& limits : kSteps) {
    text = render({plan, sources, limits});
    if (text.size() <= kMarkdownLimit) return text;
  }
  // Thousands of risky steps: even their names are too long for one comment.
  text.resize(kMarkdownLimit - 200);
  text.resize(text.rfind(',') + 1);
  return text + fmt::format("\n\n**This plan is too large for a comment ({}).** Read it with `dac plan`.\n",
                            counted(plan.steps.size(), "step"));
}

}  // namespace dac::cli
