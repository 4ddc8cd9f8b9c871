#pragma once
// Protection and consent: what needs an Approval, and whether there is one. Pure.

#include <string>
#include <string_view>

#include "planner/diff/changes.h"

namespace dac::planner {

struct ApprovalInputs {
  const schema::Project& project;
  const LedgerState& ledger;
  std::string_view today;  // an ISO time or date; empty: nothing has expired
};

/// Sets `approve` of each change; blocks those that need an Approval and have none, with a finding.
void require_approvals(std::vector<Change>& changes, const ApprovalInputs& inputs, Findings& findings);

}  // namespace dac::planner
