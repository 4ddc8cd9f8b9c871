#pragma once
// An Endpoint's SQL for the engine. Pure.

#include <string>

#include "schema/value/value.h"

namespace dac::local {

/// `:name` becomes CAST($name AS TYPE), its type from `fields.params`; values are bound to $name.
std::string typed_parameters(const std::string& sql, const Value& fields);

}  // namespace dac::local
