#pragma once
// Where the parts of a JSON text stand. Pure.

#include <string_view>

#include "schema/value/value.h"

namespace dac::schema {

/// Gives `value`, and all that is in it, the line and column where it begins in `text`, which it was parsed from. The
/// file stays 0.
void place_json(std::string_view text, Value& value);

}  // namespace dac::schema
