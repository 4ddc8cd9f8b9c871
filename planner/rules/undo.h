#pragma once
// What would take a step back, in words. Pure.

#include "planner/diff/changes.h"

namespace dac::planner {

/// Sets `undo` and `reversible`; the risk must be known. What is forbidden cannot run and has no undo.
void describe_undo(Change& change);

}  // namespace dac::planner
