#include "planner/live/targets.h"

namespace dac::planner {

Targets make_targets(const schema::Project& project, const providers::Registry& registry) {
  Targets targets;
  for (const schema::Target& target : project.targets)
    if (registry.find(target.provider) != nullptr) targets.emplace(target.name, registry.make(target, project.root));
  return targets;
}

}  // namespace dac::planner
