#pragma once
// Whether the targets lead to the systems that the ledger knows. Reads only.

#include <map>
#include <set>
#include <string>

#include "planner/ledger/ledger.h"
#include "planner/live/targets.h"

namespace dac::planner {

/// target -> its system's own id; empty where there is nothing yet.
using Identities = std::map<std::string, std::string>;

/// The ids of `names`. kConflict (kWrongSystem) where one is not what the ledger pinned and still owns something in, or
/// not what `planned` says.
Result<Identities> check_systems(const std::set<std::string>& names, const LedgerState& ledger,
                                 const Identities& planned, Targets& targets, providers::Context& context);

/// The ids of those targets that had none when `checked` was read: made by the first apply.
Identities new_systems(const Identities& checked, Targets& targets, providers::Context& context);

}  // namespace dac::planner
