#pragma once
// A kafka-connect target's fields in dac.yaml. Constant data and a pure function.

#include <chrono>
#include <span>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::connect {

std::span<const schema::Field> config_fields();

/// How long a connector may take until its tasks run, and a cluster until it has shared out its work.
std::chrono::milliseconds start_timeout(const Value& config);

}  // namespace dac::connect
