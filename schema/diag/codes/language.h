#pragma once
// The codes 02xx: the language. Constant data.

#include "schema/diag/code.h"

namespace dac::codes {

#define DAC_CODE(number, name, severity, title) inline constexpr Code name{1##number - 10000};
#include "schema/diag/codes/language.def"
#undef DAC_CODE

}  // namespace dac::codes
