#include "providers/local/local.h"
#include "providers/local/provider.h"

namespace dac::local {

void register_provider(providers::Registry& registry) {
  registry.add(provider_info(),
               [](const schema::Target& target, const std::string& root) -> std::unique_ptr<providers::Provider> {
                 std::string path = target.config.get_string("path", ".dac/local");
                 if (path.empty() || path.front() != '/') path = root + "/" + path;
                 return std::make_unique<LocalProvider>(target.name, std::move(path));
               });
}

}  // namespace dac::local
