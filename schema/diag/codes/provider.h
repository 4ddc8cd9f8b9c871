#pragma once
// The codes 08xx: providers and targets. Constant data.

#include "schema/diag/code.h"

namespace dac::codes {

#define DAC_CODE(number, name, severity, title) inline constexpr Code name{1##number - 10000};
#include "schema/diag/codes/provider.def"
#undef DAC_CODE

}  // namespace dac::codes
