#pragma once
// The journal of a running apply: `journal.jsonl`, one line a write, synced before the call returns. It belongs to one
// intent; lines of another are left-overs and ignored. A last line without its end is where a crash cut it and is
// ignored too.

#include <string>
#include <vector>

#include "planner/ledger/ledger.h"

namespace dac::planner {

class Journal {
 public:
  explicit Journal(std::string path) : path_(std::move(path)) {}

  Result<> append_changes(const std::string& intent, const std::vector<OwnershipChange>& changes);
  Result<> append_start(const std::string& intent, const std::vector<std::string>& steps);
  Result<> append_pending(const std::string& intent, const std::vector<PendingCall>& calls);
  /// Of all that it says only these stay.
  Result<> keep_pending(const std::string& intent, const std::vector<PendingCall>& calls);
  Result<> clear();
  /// Folds what it says of the open intent into the state, and gives back the changes in order. kCorrupt: a damaged
  /// line that is not the last.
  Result<std::vector<OwnershipChange>> fold_into(LedgerState& state) const;

 private:
  std::string path_;
};

}  // namespace dac::planner
