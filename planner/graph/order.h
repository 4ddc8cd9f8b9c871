#pragma once
// The order of changes: what is needed comes first, deletes come last and the other way round. Deterministic; linear
// but for the edges between changes themselves. Pure.

#include <vector>

#include "planner/diff/changes.h"

namespace dac::planner {

/// Sorts the changes into an order that may be executed and sets `after` of each to positions in it. Among those that
/// are ready the smallest (resource, target) is first.
void order_changes(std::vector<Change>& changes, const schema::Project& project, const LedgerState& ledger);

}  // namespace dac::planner
