#pragma once
// Schema registries that speak Confluent's API.

#include "providers/api/registry.h"

namespace dac::schema_registry {

/// Makes provider `schema-registry` known. Asks nobody.
void register_provider(providers::Registry& registry);

}  // namespace dac::schema_registry
