#pragma once
// PostgreSQL.

#include "providers/api/registry.h"

namespace dac::postgres {

/// Makes provider `postgres` known. Asks nobody.
void register_provider(providers::Registry& registry);

}  // namespace dac::postgres
