#include "providers/local/local.h"

namespace dac::local {

void register_provider(providers::Registry& registry) { static_cast<void>(registry); }

}  // namespace dac::local
