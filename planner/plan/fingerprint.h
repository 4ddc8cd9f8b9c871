#pragma once
// What a saved plan holds of each step: a digest over the change, the objects that it meets, and what it depends on, as
// they were. Pure.

#include <vector>

#include "planner/diff/changes.h"
#include "planner/graph/references.h"

namespace dac::planner {

void set_fingerprints(std::vector<Change>& changes, const DiffInputs& inputs, const References& references);

}  // namespace dac::planner
