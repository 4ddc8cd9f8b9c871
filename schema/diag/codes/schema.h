#pragma once
// The codes 04xx: schemas. Constant data.

#include "schema/diag/code.h"

namespace dac::codes {

#define DAC_CODE(number, name, severity, title) inline constexpr Code name{1##number - 10000};
#include "schema/diag/codes/schema.def"
#undef DAC_CODE

}  // namespace dac::codes
