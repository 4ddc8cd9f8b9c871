#pragma once
// Provider `kafka`: all that the rest of dac sees of it.

#include "providers/api/registry.h"

namespace dac::kafka {

void register_provider(providers::Registry& registry);

}  // namespace dac::kafka
