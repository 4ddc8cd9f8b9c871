#pragma once
// Who has a claim on an object: an object that somebody still wants or owns is never deleted. Belongs to one diff.

#include <map>
#include <set>
#include <string>
#include <utility>

#include "planner/live/snapshot.h"

namespace dac::planner {

class Claims {
 public:
  /// With `destroy` nothing is wanted.
  Claims(const std::vector<Wanted>& wanted, const LedgerState& ledger, bool destroy);

  /// One owner lets go; true if it was the last one and nobody wants the object.
  bool release(const std::string& target, const providers::ObjectKey& key);
  /// Whether the ledger says that some resource owns it; what is only used is not owned.
  [[nodiscard]] bool is_owned(const std::string& target, const providers::ObjectKey& key) const;

 private:
  using Key = std::pair<std::string, providers::ObjectKey>;
  std::set<Key> wanted_;
  std::map<Key, int> owners_;
};

}  // namespace dac::planner
