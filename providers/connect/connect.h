#pragma once
// Kafka Connect.

#include "providers/api/registry.h"

namespace dac::connect {

/// Makes provider `kafka-connect` known. Asks nobody.
void register_provider(providers::Registry& registry);

}  // namespace dac::connect
