#pragma once
// What this machine has last seen of a ledger, in a file outside the ledger's folder: by it a ledger that was removed,
// put back to an older state or swapped for another is an error and no fresh start. A clone that has seen nothing
// accepts what it finds.

#include <string>

#include "planner/ledger/ledger.h"

namespace dac::planner {

class Seen {
 public:
  explicit Seen(std::string path) : path_(std::move(path)) {}

  /// kCorrupt (kLedgerVanished, kLedgerForeign, kLedgerRewound) where `state` cannot be what came after what was seen.
  Result<> check(const LedgerState& state) const;
  /// Keeps `state` as seen where it is newer. A failure to do so is no failure of the caller's: the check only gets
  /// weaker.
  void note(const LedgerState& state) const;

 private:
  std::string path_;
};

}  // namespace dac::planner
