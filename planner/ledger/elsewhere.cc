#include "planner/ledger/elsewhere.h"

#include "schema/base/os/file.h"

namespace dac::planner {

void OwnedElsewhere::add(const OtherOwner& owner, const LedgerState& state) {
  for (const auto& [key, owned] : state.owned) {
    const auto system = state.identities.find(owned.target);
    if (system == state.identities.end() || system->second.empty()) continue;
    for (const OwnedObject& object : owned.objects) {
      if (object.used) continue;
      const auto [found, is_new] = owners_.try_emplace({system->second, object.key}, owner);
      if (!is_new && found->second.ephemeral) found->second = owner;
    }
  }
}

const OtherOwner* OwnedElsewhere::find(const std::string& system, const providers::ObjectKey& key) const {
  const auto found = owners_.find({system, key});
  return found == owners_.end() ? nullptr : &found->second;
}

Result<OwnedElsewhere> read_ledgers_beside(const std::string& folder,
                                           const std::set<std::string, std::less<>>& ephemeral) {
  OwnedElsewhere elsewhere;
  const std::size_t slash = folder.rfind('/');
  if (slash == std::string::npos) return elsewhere;
  const std::string parent = folder.substr(0, slash);
  const Result<std::vector<std::string>> names = os::list_names(parent);
  if (!names) return fail(names.error());
  for (const std::string& name : *names) {
    if (name == folder.substr(slash + 1) || !os::is_folder(parent + "/" + name)) continue;
    const Result<LedgerState> state = peek_dir_ledger(parent + "/" + name);
    if (!state) return fail(in_context(state.error(), "reading what environment " + name + " owns"));
    elsewhere.add({name, ephemeral.contains(name)}, *state);
  }
  return elsewhere;
}

}  // namespace dac::planner
