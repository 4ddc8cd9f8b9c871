#pragma once
// Pieces of dac.yaml's tables that are needed by themselves. Constant data with static lifetime.

#include <span>

#include "schema/kind/field.h"

namespace dac::schema {

/// The fields of dac.yaml's `metadata`.
std::span<const Field> project_metadata_fields();
/// The fields of a `match` in it.
std::span<const Field> match_fields();

}  // namespace dac::schema
