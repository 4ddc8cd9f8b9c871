#pragma once
// Which targets of a snapshot can be planned against, and what cannot be told. Pure.

#include <map>
#include <string>
#include <vector>

#include "planner/live/snapshot.h"
#include "planner/plan/plan.h"

namespace dac::planner {

struct Health {
  std::map<std::string, std::string, std::less<>> silent;  // target -> why nothing there can be planned
  std::vector<UnknownItem> unknown;                        // all that cannot be told, by target
  Findings findings;
  /// Everything answered for: only then may anything be deleted.
  [[nodiscard]] bool complete() const { return unknown.empty(); }
};

Health judge_health(const schema::Project& project, const LedgerState& ledger, const Snapshot& snapshot);

}  // namespace dac::planner
