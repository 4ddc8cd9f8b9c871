#pragma once
// What differs between live and the last apply, whatever the files say now. Pure.

#include <vector>

#include "planner/live/snapshot.h"
#include "planner/plan/plan.h"

namespace dac::planner {

struct DriftReport {
  std::vector<DriftItem> items;  // sorted by (resource, target, path)
  std::vector<UnknownItem> unknown;
  Findings findings;
};

/// Of everything that the ledger owns; `snapshot` must have been read with all entries. What someone else set beside
/// our fields is in it too, as not owned.
DriftReport drift_of(const schema::Project& project, const LedgerState& ledger, const Snapshot& snapshot);

}  // namespace dac::planner
