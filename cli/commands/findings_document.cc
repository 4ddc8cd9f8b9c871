// Findings for other programs, in the format that was asked for.

#include "cli/commands/command.h"
#include "cli/commands/workspace.h"
#include "cli/views/findings_report.h"

#include "planner/plan/plan.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// "" or "data/": these formats name files from the root of the repository on.
std::string prefix_of_files(const Options& options) {
  const Result<std::string> root = find_root(options);
  std::string folder = root ? folder_in_repository(*root) : std::string();
  if (!folder.empty()) folder += '/';
  return folder;
}

std::string as_json(const Findings& findings, const Sources& sources) {
  List items;
  for (const Finding& finding : findings.items()) items.push_back(planner::finding_to_value(finding, sources));
  Map root;
  root.set("format_version", 1);
  root.set("valid", !findings.has_errors());
  root.set("findings", std::move(items));
  return to_pretty_json(root) + '\n';
}

}  // namespace

std::string findings_document(const Command& command, const Findings& findings, const Sources& sources) {
  const Format format = command.options.output;
  if (format == Format::kJson) return as_json(findings, sources);
  const FindingsReport report{findings, sources, prefix_of_files(command.options)};
  if (format == Format::kSarif) return render_sarif(report);
  if (format == Format::kJunit) return render_junit(report);
  return format == Format::kGitlab ? render_gitlab(report) : render_github(report);
}

}  // namespace dac::cli
