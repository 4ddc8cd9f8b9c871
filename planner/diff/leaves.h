#pragma once
// The scalars of a resource, each with its path as a plan writes it. Pure.

#include <functional>
#include <span>
#include <string>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::planner {

using LeafVisit = std::function<void(const std::string& path, const Value& value)>;

/// Every scalar and every empty list or map below `value`, whose fields are those of the table; `path` is what stands
/// before them ("spec"). Elements of a list of objects are named by its key, others by their number from 0.
void visit_leaves(const std::string& path, std::span<const schema::Field> fields, const Value& value,
                  const LeafVisit& visit);

}  // namespace dac::planner
