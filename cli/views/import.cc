#include "cli/views/import.h"

#include <fmt/format.h>
#include <map>

#include "cli/views/text.h"

#include "planner/plan/plan.h"
#include "schema/base/text.h"

namespace dac::cli {
namespace {

constexpr std::size_t kMostFiles = 20;  // named one by one

std::string line(const std::string& label, std::vector<std::string> parts, const Paint& paint) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] = escape_control(parts[i]) + (i + 1 < parts.size() ? "," : "");
  return label + " " + fold(parts, {.used = label.size() + 1, .indent = 4, .width = paint.width()}) + "\n";
}

/// Files one by one, or how many each folder has.
std::vector<std::string> files_in_words(const std::vector<std::string>& paths) {
  if (paths.size() <= kMostFiles) return paths;
  std::map<std::string, std::size_t> folders;
  for (const std::string& path : paths) ++folders[path.substr(0, path.rfind('/') + 1)];
  std::vector<std::string> words;
  for (const auto& [folder, count] : folders) words.push_back(fmt::format("{}* ({})", folder, count));
  return words;
}

std::vector<std::string> counts_of(const std::vector<planner::Draft>& drafts) {
  std::map<std::string_view, std::size_t> counts;
  for (const planner::Draft& draft : drafts) ++counts[draft.kind->lower];
  std::vector<std::string> words;
  for (const auto& [kind, count] : counts)
    words.push_back(counted(count, kind, schema::plural(*schema::find_kind_lower(kind))));
  return words;
}

}  // namespace

std::string render_import(const ImportReport& report, const Paint& paint) {
  if (report.drafts.empty()) return "nothing is live that could be taken over and is in no file\n";
  std::string text = line("taken over:", counts_of(report.drafts), paint);
  if (!report.made.empty()) text += line("wrote", files_in_words(report.made), paint);
  std::vector<std::string> changed = report.changed;
  for (std::string& path : changed)
    if (path == "dac.yaml") path += " (defaults)";
  if (!changed.empty()) text += line("added to", changed, paint);
  std::vector<std::string> unmanaged;
  for (const planner::Draft& draft : report.drafts)
    if (!draft.managed) unmanaged.push_back(draft.id());
  if (!unmanaged.empty()) text += line("not managed, as an apply would change it:", unmanaged, paint);
  return text;
}

Value import_to_value(const ImportReport& report) {
  const auto texts = [](const std::vector<std::string>& all) { return List(all.begin(), all.end()); };
  List resources;
  for (const planner::Draft& draft : report.drafts) {
    Map item;
    item.set("resource", draft.id());
    if (!draft.target.empty()) item.set("target", draft.target);
    if (!draft.owner.empty()) item.set("owner", draft.owner);
    item.set("managed", draft.managed);
    item.set("notes", texts(draft.notes));
    resources.emplace_back(std::move(item));
  }
  List findings;
  for (const Finding& finding : report.findings.items())
    findings.push_back(planner::finding_to_value(finding, *report.project.sources));
  Map root;
  root.set("format_version", 1);
  root.set("project", report.project.name);
  root.set("environment", report.project.environment);
  root.set("made", texts(report.made));
  root.set("changed", texts(report.changed));
  root.set("resources", std::move(resources));
  root.set("findings", std::move(findings));
  return root;
}

}  // namespace dac::cli
