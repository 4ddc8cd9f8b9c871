#include "planner/diff/claims.h"

namespace dac::planner {

Claims::Claims(const std::vector<Wanted>& wanted, const LedgerState& ledger, bool destroy) {
  if (!destroy)
    for (const Wanted& item : wanted)
      for (const providers::Object& object : item.objects) wanted_.emplace(item.target, object.key);
  for (const auto& [id, owned] : ledger.owned)
    for (const OwnedObject& object : owned.objects)
      if (!object.used) ++owners_[{owned.target, object.key}];
}

bool Claims::release(const std::string& target, const providers::ObjectKey& key) {
  const Key claim{target, key};
  const auto found = owners_.find(claim);
  const bool last = found == owners_.end() || --found->second <= 0;
  return last && !wanted_.contains(claim);
}

bool Claims::is_owned(const std::string& target, const providers::ObjectKey& key) const {
  return owners_.contains({target, key});
}

}  // namespace dac::planner
