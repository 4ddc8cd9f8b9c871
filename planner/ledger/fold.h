#pragma once
// Folds entries, one after the other, into the state of the ledger. Pure.

#include <string>

#include "planner/ledger/entry.h"
#include "planner/ledger/ledger.h"

namespace dac::planner {

/// kCorrupt where the entry does not follow on the state. `name` is the entry's file, for messages.
Result<> fold_entry(LedgerState& state, Entry entry, const std::string& name);
/// What the outcome of one step says.
void fold_change(LedgerState& state, const OwnershipChange& change);

Value intent_payload(const Intent& intent, const std::string& id, const std::string& holder);
Value outcome_payload(const std::string& intent, const std::vector<OwnershipChange>& changes);
Value end_payload(const std::string& intent, const std::vector<OwnershipChange>& changes, const Value& summary,
                  const std::map<std::string, std::string>& identities);

}  // namespace dac::planner
