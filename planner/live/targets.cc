#include "planner/live/targets.h"

namespace dac::planner {

providers::Context context_of(const std::string& target, const providers::Context& context) {
  providers::Context own = context;
  if (context.trace)
    own.trace = [target, trace = context.trace](std::string_view line) { trace(target + ": " + std::string(line)); };
  return own;
}

Targets make_targets(const schema::Project& project, const providers::Registry& registry) {
  Targets targets;
  for (const schema::Target& target : project.targets)
    if (registry.find(target.provider) != nullptr) targets.emplace(target.name, registry.make(target, project.root));
  return targets;
}

}  // namespace dac::planner
