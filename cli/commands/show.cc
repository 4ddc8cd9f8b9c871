#include <fmt/format.h>

#include "cli/commands/workspace.h"
#include "cli/views/resource.h"

#include "schema/value/json.h"

namespace dac::cli {

int run_show(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const auto resource = find_resource(workspace->project, command.options.arguments.front());
  if (!resource) return report(command, resource.error());
  const Sources& sources = *workspace->project.sources;
  command.console.out(command.options.output == Format::kJson
                          ? to_pretty_json(resource_to_value(**resource, sources)) + '\n'
                          : render_resource(**resource, sources, command.console.out_paint()));
  return kExitDone;
}

}  // namespace dac::cli
