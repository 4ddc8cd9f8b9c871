#pragma once
// Merging of specs as trees, before anything is typed: defaults under a resource's own spec, overrides on top. Pure.

#include "schema/yaml/node.h"

namespace dac::schema {

enum class Nulls { kRemove, kKeep };

/// Lays `over` on `base`, both maps: maps merge, all else replaces, and a null in `over` removes or stays.
void lay_over(Node& base, const Node& over, Nulls nulls);

}  // namespace dac::schema
