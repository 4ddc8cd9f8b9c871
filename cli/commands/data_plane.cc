#include "cli/commands/data_plane.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/diag/codes/machine.h"

namespace dac::cli {

Result<DataTarget> find_data_target(const Command& command, const schema::Project& project, std::string_view kind) {
  DataTarget found;
  const auto resource = find_resource(project, command.options.arguments.front(), kind);
  if (!resource) return fail(resource.error());
  found.resource = *resource;
  const schema::Target* target = project.find_target(found.resource->target);
  if (target == nullptr)
    return fail(ErrorKind::kInvalid, codes::kNoDataPlane,
                fmt::format("{} has no target in environment {}", found.resource->id, project.environment),
                "-e names another environment");
  found.provider = command.registry.make(*target, project.root);
  found.plane = found.provider->data_plane();
  if (found.plane == nullptr)
    return fail(
        ErrorKind::kInvalid, codes::kNoDataPlane,
        fmt::format("provider {} of target {} takes no events and answers no calls", target->provider, target->name),
        "-e names an environment whose target does, such as one of provider local");
  return found;
}

}  // namespace dac::cli
