#include "cli/views/owners.h"

#include "cli/commands/workspace.h"
#include "cli/views/findings.h"

#include "schema/load/project_files.h"
#include "schema/model/owners.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// Owners are the same in every environment: where none is given and none is the default, the first will do.
std::string any_environment(const Command& command, const schema::LoadedFiles& loaded, Findings& findings) {
  const std::vector<std::string> names = schema::environment_names(*loaded.files);
  const bool is_free = command.options.environment.empty() && schema::default_environment(*loaded.files).empty();
  if (is_free) return names.empty() ? std::string() : names.front();
  return choose_environment(command, loaded, findings);
}

}  // namespace

int run_owners(const Command& command) {
  const Result<std::string> root = find_root(command.options);
  if (!root) return report(command, root.error());
  const schema::LoadedFiles loaded = schema::load_files(*root);
  Findings findings = loaded.findings;
  const std::string environment = any_environment(command, loaded, findings);
  auto resolved = schema::resolve(loaded, resolve_options(command, environment));
  findings.merge(std::move(resolved.findings));
  findings.sort_and_unique();
  if (findings.has_errors()) {
    report(command, findings, *loaded.sources);
    return kExitFailed;
  }
  const std::vector<schema::OwnerEntry> owners = schema::owners_of(resolved.value);
  if (command.options.codeowners) {
    Findings unnamed;
    command.console.out(schema::codeowners(owners, folder_in_repository(loaded.files->root), unnamed));
    command.console.complain(render_findings(unnamed, *loaded.sources, command.console.talk_paint()));
  } else if (command.options.output == Format::kJson) {
    command.console.out(to_pretty_json(owners_to_value(owners)) + '\n');
  } else {
    command.console.out(render_owners(owners, command.console.out_paint()));
  }
  return kExitDone;
}

}  // namespace dac::cli
