#include "providers/kafka/kafka.h"
#include "providers/kafka/provider.h"

namespace dac::kafka {

void register_provider(providers::Registry& registry) {
  registry.add(provider_info(),
               [](const schema::Target& target, const std::string& root) -> std::unique_ptr<providers::Provider> {
                 return std::make_unique<KafkaProvider>(target.name, target.config, root);
               });
}

}  // namespace dac::kafka
