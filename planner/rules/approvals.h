#pragma once
// Protection and consent: what needs an Approval, and whether there is one. Pure.

#include <string>
#include <string_view>

#include "planner/diff/changes.h"
#include "planner/live/targets.h"

namespace dac::planner {

struct ApprovalInputs {
  const schema::Project& project;
  const LedgerState& ledger;
  std::string_view today;            // an ISO time or date; empty: nothing has expired
  const Targets* targets = nullptr;  // nullptr: nothing can be deleted for good
};

/// Sets `approve` of each change; blocks those that need an Approval and have none, with a finding. A delete of what
/// its system would keep is for good only where an Approval names it as a purge, whatever else lets it happen.
void require_approvals(std::vector<Change>& changes, const ApprovalInputs& inputs, Findings& findings);

}  // namespace dac::planner
