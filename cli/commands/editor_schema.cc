#include "cli/commands/editor_schema.h"

#include "schema/kind/json_schema.h"
#include "schema/value/json.h"

namespace dac::cli {

std::string editor_schema(const providers::Registry& registry, const ProjectKinds& kinds) {
  const std::vector<std::string> names = registry.names();
  std::vector<schema::ProviderForm> providers;
  for (const std::string& name : names) {
    const providers::ProviderInfo& info = *registry.find(name);
    providers.push_back({name, {info.kinds.begin(), info.kinds.end()}, info.config});
  }
  return to_pretty_json(schema::json_schema({.kinds = schema::core_kinds(),
                                             .providers = providers,
                                             .instances = kinds.instances,
                                             .has_all_kinds = kinds.all_known})) +
         '\n';
}

}  // namespace dac::cli
