#include <fmt/format.h>

#include "cli/commands/workspace.h"
#include "cli/views/instance.h"
#include "cli/views/resource.h"

#include "schema/value/json.h"

namespace dac::cli {

int run_show(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const std::string& name = command.options.arguments.front();
  if (const schema::Instance* instance = workspace->project.find_instance(name)) {
    command.console.out(
        command.options.output == Format::kJson
            ? to_pretty_json(instance_to_value(*instance, workspace->project)) + '\n'
            : render_instance(*instance, workspace->project, workspace->variables, command.console.out_paint()));
    return kExitDone;
  }
  const auto resource = find_resource(workspace->project, name);
  if (!resource) return report(command, resource.error());
  const ShownFrom from{*workspace->project.sources, workspace->variables};
  command.console.out(command.options.output == Format::kJson
                          ? to_pretty_json(resource_to_value(**resource, from)) + '\n'
                          : render_resource(**resource, from, command.console.out_paint()));
  return kExitDone;
}

}  // namespace dac::cli
