#pragma once
// What the ledgers of a project's other environments own. Two environments may lead to one system (one store, one
// cluster); the object of the one is then also the object of the other. A plain value.

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "planner/ledger/ledger.h"

namespace dac::planner {

struct OtherOwner {
  std::string environment;
  bool ephemeral = false;  // what it owns may be thrown away
};

class OwnedElsewhere {
 public:
  /// Takes in what `state` owns. Of several owners one that keeps what it has is told first.
  void add(const OtherOwner& owner, const LedgerState& state);
  /// The environment that owns the object of the system; nullptr: none.
  [[nodiscard]] const OtherOwner* find(const std::string& system, const providers::ObjectKey& key) const;

 private:
  std::map<std::pair<std::string, providers::ObjectKey>, OtherOwner> owners_;  // by the system's own id
};

/// Reads the ledgers that lie beside `folder`, <root>/.dac/ledger/<environment>. An environment that is not among
/// `ephemeral`, or in no file any more, keeps what it has. Fails where one of them does not read: what it owns is then
/// not known.
Result<OwnedElsewhere> read_ledgers_beside(const std::string& folder,
                                           const std::set<std::string, std::less<>>& ephemeral);

}  // namespace dac::planner
