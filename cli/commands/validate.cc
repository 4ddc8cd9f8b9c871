#include <fmt/format.h>
#include <map>

#include "cli/commands/shared_systems.h"
#include "cli/commands/workspace.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"

#include "schema/base/text.h"
#include "schema/diag/finding_order.h"

namespace dac::cli {
namespace {

Findings validate_environment(const Command& command, const schema::LoadedFiles& loaded, const std::string& environment,
                              std::size_t& resources) {
  auto resolved = schema::resolve(loaded, resolve_options(command, environment));
  resources = resolved.value.resources.size();
  check_with_providers(command, resolved.value, resolved.findings);
  resolved.findings.sort_and_unique();
  return std::move(resolved.findings);
}

/// What all environments share is said once; what only some of them have names them.
Findings validate_environments(const Command& command, const schema::LoadedFiles& loaded,
                               const std::vector<std::string>& environments, std::size_t& resources) {
  std::map<Finding, std::vector<std::string>, FindingOrder> found;
  for (const std::string& environment : environments) {
    const Findings findings = validate_environment(command, loaded, environment, resources);
    for (const Finding& finding : findings.items()) found[finding].push_back(environment);
  }
  Findings all;
  for (const auto& [finding, names] : found) {
    Finding told = finding;
    if (names.size() < environments.size())
      told.notes.push_back({fmt::format("only in environment{} {}", names.size() == 1 ? "" : "s", join(names, ", "))});
    all.add(std::move(told));
  }
  return all;
}

/// "" stands for none that can be read: the resources are still looked at.
std::vector<std::string> chosen_environments(const Command& command, const schema::LoadedFiles& loaded,
                                             Findings& findings) {
  std::vector<std::string> names = schema::environment_names(*loaded.files);
  if (names.empty()) return {""};
  if (command.options.environment.empty()) return names;
  const std::string chosen = choose_environment(command, loaded, findings);
  return chosen.empty() ? std::vector<std::string>() : std::vector{chosen};
}

}  // namespace

int run_validate(const Command& command) {
  const Result<std::string> root = find_root(command.options);
  if (!root) return report(command, root.error());
  Findings findings;
  std::size_t resources = 0;
  schema::LoadedFiles loaded;
  {
    const Progress progress(command.console, "validating");
    loaded = schema::load_files(*root);
    findings = loaded.findings;
    const std::vector<std::string> environments = chosen_environments(command, loaded, findings);
    findings.merge(validate_environments(command, loaded, environments, resources));
    if (!findings.has_errors()) check_shared_systems(command, loaded, environments, findings);
  }
  findings.sort_and_unique();
  report(command, findings, *loaded.sources);
  if (!is_document(command.options.output)) {
    const std::string counts = count_findings(findings);
    const std::string verdict = findings.has_errors() ? "not valid" : "valid";
    command.console.say(
        fmt::format("{}: {}{}\n", verdict, counted(resources, "resource"), counts.empty() ? "" : ", " + counts));
  }
  return findings.has_errors() ? kExitFailed : kExitDone;
}

}  // namespace dac::cli
