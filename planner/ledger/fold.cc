#include "planner/ledger/fold.h"

#include <fmt/format.h>

#include "planner/ledger/encode.h"
#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

constexpr std::string_view kHelp =
    "restore the ledger's folder from a backup; nothing was changed. Without a ledger dac adopts what is live";

tl::unexpected<Error> broken(const std::string& name, std::string_view why) {
  return fail(ErrorKind::kCorrupt, codes::kLedgerBroken, fmt::format("the ledger entry {} {}", name, why),
              std::string(kHelp));
}

Result<> check_follows(const LedgerState& state, const Entry& entry, const std::string& name) {
  if (entry.serial != state.serial + 1)
    return broken(name, fmt::format("says that it is number {}, expected {}", entry.serial, state.serial + 1));
  if (entry.prev != state.tip)
    return broken(name, fmt::format("follows on an entry with hash {}, the one before it has {}",
                                    entry.prev.substr(0, 16), state.tip.substr(0, 16)));
  if ((entry.type == EntryType::kGenesis) != (entry.serial == 1)) return broken(name, "is in the wrong place");
  if (entry.serial > 1 && entry.genesis != state.genesis)
    return fail(
        ErrorKind::kCorrupt, codes::kLedgerForeign,
        fmt::format("the ledger entry {} belongs to another ledger ({}, not {})", name, entry.genesis, state.genesis),
        std::string(kHelp));
  return {};
}

void fold_intent(LedgerState& state, Entry& entry) {
  const Value& payload = entry.payload;
  state.open = OpenIntent{.id = payload.get_string("id"),
                          .holder = payload.get_string("holder"),
                          .since = entry.time,
                          .plan = payload.get("steps") == nullptr ? Value() : *payload.get("steps"),
                          .started = {},
                          .settled = {}};
  if (const std::string nonce = payload.get_string("plan_nonce"); !nonce.empty()) state.used_plans.insert(nonce);
  for (auto& [target, identity] : load_texts(payload.get("identities"))) state.identities[target] = identity;
}

Result<> fold_changes(LedgerState& state, Value& payload, const std::string& name) {
  Value* stored = payload.as_map() == nullptr ? nullptr : payload.as_map()->find("changes");
  List* changes = stored == nullptr ? nullptr : stored->as_list();
  if (changes == nullptr) return {};
  for (Value& item : *changes) {
    const std::optional<OwnershipChange> change = load_change(std::move(item));
    if (!change) return broken(name, "holds an outcome that dac did not write");
    fold_change(state, *change);
  }
  return {};
}

List store_changes(const std::vector<OwnershipChange>& changes) {
  List list;
  list.reserve(changes.size());
  for (const OwnershipChange& change : changes) list.push_back(store_change(change));
  return list;
}

}  // namespace

void fold_change(LedgerState& state, const OwnershipChange& change) {
  const OwnedKey key{change.owned.resource, change.owned.target};
  if (change.gone) {
    state.owned.erase(key);
  } else {
    state.owned.insert_or_assign(key, change.owned);
  }
  if (!change.approval.empty()) state.used_approvals.insert(change.approval);
  if (!state.open) return;
  state.open->settled.insert(change.step);
  std::erase_if(state.open->pending, [&](const PendingCall& call) { return call.step == change.step; });
}

Result<> fold_entry(LedgerState& state, Entry entry, const std::string& name) {
  DAC_TRY(check_follows(state, entry, name));
  switch (entry.type) {
    case EntryType::kGenesis:
      state.genesis = entry.genesis;
      break;
    case EntryType::kIntent:
      fold_intent(state, entry);
      break;
    case EntryType::kOutcome:
      DAC_TRY(fold_changes(state, entry.payload, name));
      break;
    case EntryType::kEnd:
      DAC_TRY(fold_changes(state, entry.payload, name));
      for (auto& [target, identity] : load_texts(entry.payload.get("identities"))) state.identities[target] = identity;
      state.open.reset();
      break;
  }
  state.serial = entry.serial;
  state.tip = std::move(entry.hash);
  return {};
}

Value intent_payload(const Intent& intent, const std::string& id, const std::string& holder) {
  Map map;
  map.set("id", id);
  map.set("holder", holder);
  map.set("plan_nonce", intent.plan_nonce);
  map.set("plan_digest", intent.plan_digest);
  map.set("identities", store_texts(intent.identities));
  map.set("steps", intent.steps);
  return map;
}

Value outcome_payload(const std::string& intent, const std::vector<OwnershipChange>& changes) {
  Map map;
  map.set("intent", intent);
  map.set("changes", store_changes(changes));
  return map;
}

Value end_payload(const std::string& intent, const std::vector<OwnershipChange>& changes, const Value& summary,
                  const std::map<std::string, std::string>& identities) {
  Map map;
  map.set("intent", intent);
  map.set("summary", to_stored(summary));
  map.set("identities", store_texts(identities));
  map.set("changes", store_changes(changes));
  return map;
}

}  // namespace dac::planner
