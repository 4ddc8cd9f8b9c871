#pragma once
// A planner for tests of the executor: creates what is wanted and absent, changes what differs, adopts what is there
// and not owned, deletes what is owned and no longer wanted. No rules, no gates.

#include <string>
#include <vector>

#include "planner/plan/plan.h"
#include "tests/support/shelf.h"

namespace dac::test {

struct WantedThing {
  std::string name;    // resource "topic/NAME" in target "bus", objects topic NAME and, where it has one, extra NAME
  std::string fields;  // JSON
  std::string extra = {};               // JSON; empty: none
  std::vector<std::string> after = {};  // names
};

planner::Plan small_plan(const std::vector<WantedThing>& wanted, const planner::LedgerState& ledger, Shelf& shelf);

/// "create topic/a", one a line.
std::string plan_text(const planner::Plan& plan);

}  // namespace dac::test
