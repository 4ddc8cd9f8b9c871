// The JSON Schema of the language, on stdout: what editors check and complete by. Inside a project the kinds of its
// Blueprints are among it.

#include <fmt/format.h>

#include "cli/commands/editor_schema.h"
#include "cli/commands/workspace.h"

#include "schema/base/os/file.h"
#include "schema/base/text.h"
#include "schema/load/load.h"

namespace dac::cli {
namespace {

/// -e, else the default one, else any: for the defaults of parameters, which may name variables.
std::string environment_for(const Command& command, const schema::ProjectFiles& files) {
  if (!command.options.environment.empty()) return command.options.environment;
  const std::string name = schema::default_environment(files);
  const std::vector<std::string> all = schema::environment_names(files);
  return name.empty() && !all.empty() ? all.front() : name;
}

ProjectKinds project_kinds(const Command& command, const std::string& root) {
  const schema::LoadedFiles loaded = schema::load_files(root);
  const auto options = resolve_options(command, environment_for(command, *loaded.files));
  ProjectKinds kinds{schema::instance_kinds(loaded, options), schema::is_complete(*loaded.files)};
  for (const schema::InstanceForm& instance : kinds.instances)
    if (instance.is_open)
      command.console.say(
          fmt::format("the blueprint of {} is not valid: its instances are not judged; 'dac validate' "
                      "says more\n",
                      escape_control(instance.kind)));
  if (!kinds.all_known) command.console.say("not all files could be read: any kind may be a blueprint's\n");
  return kinds;
}

}  // namespace

int run_schema(const Command& command) {
  const Result<std::string> root = find_root(command.options);
  const std::string& folder = command.options.directory;
  if (!root && !folder.empty() && !os::is_folder(folder)) return report(command, root.error());
  command.console.out(editor_schema(command.registry, root ? project_kinds(command, *root) : ProjectKinds()));
  return kExitDone;
}

}  // namespace dac::cli
