#include "cli/views/upkeep.h"

#include <fmt/format.h>

#include "cli/views/plan_markdown.h"
#include "cli/views/plan_parts.h"
#include "cli/views/text.h"

#include "schema/base/text.h"
#include "schema/diag/codes/change.h"

namespace dac::cli {
namespace {

using planner::DriftItem;
using planner::Orphan;

using Table = std::vector<std::vector<std::string>>;

std::string text_of(const std::optional<Value>& value) { return value ? show_value(*value, 40) : "not there"; }

/// Of what is not ours nothing was applied.
std::string applied_of(const DriftItem& item) { return item.owned ? text_of(item.applied) : "-"; }

std::string use_of(const Orphan& orphan) {
  std::vector<std::string> facts;
  for (const Value& fact : orphan.evidence) facts.push_back(show_fact(fact));
  return facts.empty() ? "-" : join(facts, "; ");
}

std::string name_of(const Orphan& orphan) { return orphan.live.key.kind + "/" + orphan.live.key.name; }

Table drift_table(const planner::DriftReport& report) {
  Table table{{"resource", "target", "field", "applied", "live", "owned"}};
  for (const DriftItem& item : report.items)
    table.push_back({item.resource, item.target, short_path(item.path), applied_of(item), text_of(item.live),
                     item.owned ? "yes" : "no"});
  return table;
}

Table orphan_table(const planner::OrphanReport& report) {
  Table table{{"object", "target", "owned", "use"}};
  for (const Orphan& orphan : report.orphans)
    table.push_back({name_of(orphan), orphan.target, orphan.owned ? "yes" : "no", use_of(orphan)});
  return table;
}

std::string show(Table table) {
  for (auto& row : table)
    for (std::string& cell : row) cell = escape_control(cell);
  return show_table(table, std::vector<bool>(table.front().size(), false));
}

/// A cell ends at a bar even inside code; a backslash in front of it goes again.
std::string markdown_cell(std::string_view text) {
  std::string cell;
  for (const char c : markdown_safe(text)) {
    if (c == '|' && !cell.ends_with('\\')) cell += '\\';
    cell += c;
  }
  return cell;
}

std::string markdown(const Table& table) {
  std::string text;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (const std::string& cell : table[i]) text += "| " + (i == 0 ? cell : markdown_cell(cell)) + " ";
    text += "|\n";
    if (i > 0) continue;
    for (std::size_t column = 0; column < table[i].size(); ++column) text += "| --- ";
    text += "|\n";
  }
  return text;
}

/// Over the limit of a comment the table ends early and says so.
std::string markdown(const std::string& title, const Table& table) {
  const std::string head = "### " + title + "\n\n";
  std::string text = head + (table.size() == 1 ? "" : markdown(table));
  if (text.size() <= kMarkdownLimit) return text;
  text.resize(kMarkdownLimit - 200);
  text.resize(text.rfind('\n') + 1);
  return text + "\n**There is more than a comment holds.** Read all of it with `-o json`.\n";
}

Value unknown_to_value(const std::vector<planner::UnknownItem>& items) {
  List list;
  for (const planner::UnknownItem& item : items) {
    Map map;
    map.set("target", item.target);
    map.set("why", item.why);
    list.push_back(std::move(map));
  }
  return list;
}

Map heading(const schema::Project& project) {
  Map map;
  map.set("format_version", 1);
  map.set("project", project.name);
  map.set("environment", project.environment);
  return map;
}

/// As a table where it fits the terminal, else each field on lines of its own.
std::string show_drift_items(const planner::DriftReport& report, std::size_t width) {
  const std::string table = show(drift_table(report));
  bool fits = true;
  for (const std::string_view line : split(table, '\n')) fits = fits && (width == 0 || display_width(line) <= width);
  if (fits) return table + '\n';
  std::string text;
  for (const DriftItem& item : report.items)
    text += fold({escape_control(item.resource), "on " + escape_control(item.target),
                  escape_control(short_path(item.path)) + ":",
                  item.owned ? "applied " + text_of(item.applied) + "," : "not ours,", "live " + text_of(item.live)},
                 {.used = 0, .indent = 4, .width = width}) +
            '\n';
  return text + '\n';
}

std::string drift_title(const planner::DriftReport& report) {
  return report.items.empty() ? "nothing differs from the last apply"
                              : counted(report.items.size(), "field") + " not as last applied";
}

std::string orphan_title(const planner::OrphanReport& report) {
  return report.orphans.empty() ? "everything that is live is in the files"
                                : counted(report.orphans.size(), "object") + " live and in no file";
}

}  // namespace

Value drift_to_value(const planner::DriftReport& report, const schema::Project& project) {
  Map root = heading(project);
  List items;
  for (const DriftItem& item : report.items) items.push_back(planner::drift_to_value(item));
  List findings;
  for (const Finding& finding : report.findings.items())
    findings.push_back(planner::finding_to_value(finding, *project.sources));
  root.set("drift", std::move(items));
  root.set("unknown", unknown_to_value(report.unknown));
  root.set("findings", std::move(findings));
  return root;
}

std::string render_drift(const planner::DriftReport& report, std::size_t width) {
  return (report.items.empty() ? "" : show_drift_items(report, width)) + drift_title(report) + "\n";
}

std::string render_drift_markdown(const planner::DriftReport& report) {
  return markdown(drift_title(report), drift_table(report));
}

Findings drift_findings(const planner::DriftReport& report, const schema::Project& project) {
  Findings findings = report.findings;
  for (const DriftItem& item : report.items) {
    const schema::Resource* resource = project.find(item.resource);
    const std::string field = item.path.empty() ? "" : ": " + short_path(item.path);
    const std::string what = fmt::format("{}{} on {} is {}", item.resource, field, item.target, text_of(item.live));
    findings
        .add(codes::kDrifted, resource == nullptr ? Origin() : resource->origin,
             item.owned ? fmt::format("{}, and was {} at the last apply", what, text_of(item.applied))
                        : what + ", set by someone else beside what was applied",
             item.owned ? "'dac plan' shows what sets it back" : "")
        .resource = item.resource;
  }
  return findings;
}

Findings unlisted_findings(const planner::OrphanReport& report) {
  Findings findings;
  for (const planner::UnknownItem& item : report.unknown)
    findings.add(codes::kTargetSilent, {},
                 fmt::format("target {} cannot list all that it has: {}", item.target, item.why));
  return findings;
}

Findings orphan_findings(const planner::OrphanReport& report) {
  Findings findings = unlisted_findings(report);
  for (const Orphan& orphan : report.orphans)
    findings
        .add(codes::kOrphaned, {},
             fmt::format("{} is live on {} and in no file; use: {}", name_of(orphan), orphan.target, use_of(orphan)),
             orphan.owned ? "it is owned: the next apply deletes it"
                          : "'dac plan' leaves it alone; a file for it adopts it")
        .resource = name_of(orphan);
  return findings;
}

Value orphans_to_value(const planner::OrphanReport& report, const schema::Project& project) {
  Map root = heading(project);
  List items;
  for (const Orphan& orphan : report.orphans) {
    Map map;
    map.set("object", name_of(orphan));
    map.set("kind", orphan.live.key.kind);
    map.set("name", orphan.live.key.name);
    map.set("target", orphan.target);
    map.set("owned", orphan.owned);
    map.set("evidence", orphan.evidence);
    items.push_back(std::move(map));
  }
  root.set("orphans", std::move(items));
  root.set("unknown", unknown_to_value(report.unknown));
  return root;
}

std::string render_orphans(const planner::OrphanReport& report) {
  return (report.orphans.empty() ? "" : show(orphan_table(report)) + "\n") + orphan_title(report) + "\n";
}

std::string render_orphans_markdown(const planner::OrphanReport& report) {
  return markdown(orphan_title(report), orphan_table(report));
}

std::string render_taken_in(const planner::TakenIn& taken) {
  std::string text;
  for (const DriftItem& item : taken.taken)
    text += escape_control(fmt::format("{}: {} is {}", item.resource, short_path(item.path),
                                       item.live ? text_of(item.live) : "no longer there")) +
            "\n";
  std::vector<std::string> paths;
  for (const auto& [path, changed] : taken.files) paths.push_back(path);
  if (taken.taken.empty()) return "no field is written into the files\n";
  return text +
         fmt::format("{} written into {}\n", counted(taken.taken.size(), "field"), escape_control(join(paths, ", ")));
}

Value taken_in_to_value(const planner::TakenIn& taken, const schema::Project& project) {
  Map root = heading(project);
  List items;
  for (const DriftItem& item : taken.taken) items.push_back(planner::drift_to_value(item));
  List refused;
  for (const planner::TakenIn::Refusal& refusal : taken.refused) {
    Value item = planner::drift_to_value(refusal.item);
    item.as_map()->set("why", refusal.why);
    refused.push_back(std::move(item));
  }
  List files;
  for (const auto& [path, text] : taken.files) files.emplace_back(path);
  root.set("adopted", std::move(items));
  root.set("refused", std::move(refused));
  root.set("files", std::move(files));
  return root;
}

Findings refused_findings(const planner::TakenIn& taken) {
  Findings findings;
  for (const planner::TakenIn::Refusal& refusal : taken.refused)
    findings
        .add(codes::kNotTakenIn, {},
             fmt::format("{} is not written into the files: {}",
                         refusal.item.path.empty() ? "what is live" : short_path(refusal.item.path), refusal.why))
        .resource = refusal.item.resource;
  return findings;
}

}  // namespace dac::cli
