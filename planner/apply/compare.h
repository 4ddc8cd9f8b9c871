#pragma once
// Whether what is live holds what was wanted: only the declared fields count. Pure.

#include <optional>
#include <string>

#include "providers/api/object.h"
#include "schema/value/value.h"

namespace dac::planner {

/// Nothing where `live` holds all of `wanted`; else the first difference in words ("partitions is 6, wanted 12"). A
/// null in a map (back to the default), a secret and an unknown cannot be held against anything. Elements of a list
/// that have a name are found by it.
std::optional<std::string> find_difference(const Value& wanted, const Value& live);

/// The same, and an entry of config that goes back to its default must be unset or one that nobody set.
std::optional<std::string> find_difference(const Value& wanted, const providers::Live& live);

/// What moved of a live object since it was read as `before`: of the fields in `shape`, the first that is not as it was
/// ("partitions is 6, was 12"). What became just what is wanted has not moved.
std::optional<std::string> find_move(const Value& shape, const Value& before, const Value& live);

/// `wanted` with its unknowns replaced by what is live there.
Value fill_unknown(const Value& wanted, const Value& live);

}  // namespace dac::planner
