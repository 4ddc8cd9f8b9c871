#include <fmt/format.h>

#include "cli/commands/workspace.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"

#include "schema/base/text.h"

namespace dac::cli {
namespace {

/// The findings of one environment; what several environments share is said once.
void validate_environment(const Command& command, const schema::LoadedFiles& loaded, const std::string& environment,
                          Findings& findings, std::size_t& resources) {
  auto resolved = schema::resolve(loaded, resolve_options(command, environment));
  resources = resolved.value.resources.size();
  check_with_providers(command, resolved.value, resolved.findings);
  findings.merge(std::move(resolved.findings));
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
    for (const std::string& environment : chosen_environments(command, loaded, findings))
      validate_environment(command, loaded, environment, findings, resources);
  }
  findings.sort_and_unique();
  report(command, findings, *loaded.sources);
  if (command.options.output != Format::kJson) {
    const std::string counts = count_findings(findings);
    const std::string verdict = findings.has_errors() ? "not valid" : "valid";
    command.console.say(
        fmt::format("{}: {}{}\n", verdict, counted(resources, "resource"), counts.empty() ? "" : ", " + counts));
  }
  return findings.has_errors() ? kExitFailed : kExitDone;
}

}  // namespace dac::cli
