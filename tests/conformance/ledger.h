#pragma once
// What every back end of the ledger must do. The suite runs inside a doctest case; one thread, but it forks.

#include <chrono>
#include <functional>
#include <memory>

#include "planner/ledger/ledger.h"

namespace dac::test {

/// Opens a new handle on the one ledger under test.
using OpenLedger = std::function<std::unique_ptr<planner::Ledger>(std::chrono::milliseconds lock_timeout)>;

/// `fresh` makes an empty ledger and says how to open it. Returns the number of clauses that were checked.
int run_ledger_conformance(const std::function<OpenLedger()>& fresh);

}  // namespace dac::test
