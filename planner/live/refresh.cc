#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "planner/live/snapshot.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::ObjectKey;

using Keys = std::map<std::string, std::vector<ObjectKey>, std::less<>>;

/// What to ask each target for: all that is wanted or owned there, each once.
Keys keys_to_read(const std::vector<Wanted>& wanted, const LedgerState& ledger) {
  Keys keys;
  for (const Wanted& item : wanted)
    for (const providers::Object& object : item.objects) keys[item.target].push_back(object.key);
  for (const auto& [key, owned] : ledger.owned)
    for (const OwnedObject& object : owned.objects) keys[owned.target].push_back(object.key);
  for (auto& [target, list] : keys) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return keys;
}

void add_entries(const Value& fields, std::set<std::string_view>& entries) {
  const Value* config = fields.get("config");
  if (config == nullptr || config->as_map() == nullptr) return;
  for (const auto& [name, value] : *config->as_map()) entries.insert(name);
}

/// What is declared or owned of config in a target: the rest need not be read.
std::vector<std::string> entries_of(const std::string& target, const std::vector<Wanted>& wanted,
                                    const LedgerState& ledger) {
  std::set<std::string_view> entries;
  for (const Wanted& item : wanted)
    if (item.target == target)
      for (const providers::Object& object : item.objects) add_entries(object.fields, entries);
  for (const auto& [key, owned] : ledger.owned)
    if (owned.target == target)
      for (const OwnedObject& object : owned.objects) add_entries(object.applied, entries);
  return {entries.begin(), entries.end()};
}

/// What is owned of config in a target and declared no more.
std::vector<std::string> dropped_of(const std::string& target, const std::vector<Wanted>& wanted,
                                    const LedgerState& ledger) {
  // Where there is no config: nullptr.
  std::map<std::reference_wrapper<const ObjectKey>, const Value*, std::less<ObjectKey>> declared;
  for (const Wanted& item : wanted) {
    if (item.target != target) continue;
    for (const providers::Object& object : item.objects) {
      const Value*& config = declared.try_emplace(object.key, nullptr).first->second;
      if (const Value* own = object.fields.get("config")) config = own;
    }
  }
  std::set<std::string_view> dropped;
  for (const auto& [key, owned] : ledger.owned) {
    if (owned.target != target) continue;
    for (const OwnedObject& object : owned.objects) {
      const Value* config = object.applied.get("config");
      if (config == nullptr || config->as_map() == nullptr) continue;
      const auto found = declared.find(object.key);
      if (found == declared.end()) continue;  // it goes as a whole
      for (const auto& [name, value] : *config->as_map())
        if (found->second == nullptr || found->second->get(name) == nullptr) dropped.insert(name);
    }
  }
  return {dropped.begin(), dropped.end()};
}

TargetSnapshot read_target(providers::Provider& provider, std::span<const ObjectKey> keys, providers::Context context) {
  TargetSnapshot snapshot;
  const auto silent = [&](const Error& error) {
    snapshot.unreachable = error.message;
    snapshot.help = error.help;
    snapshot.is_held = error.kind == ErrorKind::kBusy;
    return snapshot;
  };
  Result<std::string> identity = provider.identity(context);
  if (!identity) return silent(identity.error());
  snapshot.identity = std::move(*identity);
  if (keys.empty()) return snapshot;
  Result<std::vector<Live>> answer = provider.read(keys, context);
  if (!answer) return silent(answer.error());
  if (answer->size() != keys.size()) {
    snapshot.unreachable =
        "answered for " + std::to_string(answer->size()) + " of " + std::to_string(keys.size()) + " objects";
    return snapshot;
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    snapshot.objects.emplace_hint(snapshot.objects.end(), keys[i], std::move((*answer)[i]));
  return snapshot;
}

}  // namespace

const Live* Snapshot::find(std::string_view target, const ObjectKey& key) const {
  const auto found = targets.find(target);
  if (found == targets.end()) return nullptr;
  const auto object = found->second.objects.find(key);
  return object == found->second.objects.end() ? nullptr : &object->second;
}

Snapshot refresh(const std::vector<Wanted>& wanted, const LedgerState& ledger, Targets& targets,
                 providers::Context& context) {
  const Keys keys = keys_to_read(wanted, ledger);
  const auto keys_of = [&](const std::string& target) {
    const auto found = keys.find(target);
    return found == keys.end() ? std::span<const ObjectKey>() : std::span<const ObjectKey>(found->second);
  };
  const auto context_for = [&](const std::string& target) {
    providers::Context own = context_of(target, context);
    own.dropped = dropped_of(target, wanted, ledger);
    if (!context.all_entries) own.entries = entries_of(target, wanted, ledger);
    return own;
  };
  Snapshot snapshot;
  // Every slot exists before the first thread starts: the threads share no writes.
  for (const auto& [name, provider] : targets) snapshot.targets[name];
  if (targets.size() == 1) {
    const auto& [name, provider] = *targets.begin();
    snapshot.targets[name] = read_target(*provider, keys_of(name), context_for(name));
    return snapshot;
  }
  std::vector<std::jthread> threads;
  threads.reserve(targets.size());
  for (const auto& [name, provider] : targets) {
    TargetSnapshot& slot = snapshot.targets[name];
    threads.emplace_back([&slot, &provider, asked = keys_of(name), own = context_for(name)] {
      slot = read_target(*provider, asked, own);
    });
  }
  threads.clear();
  return snapshot;
}

Snapshot from_ledger(const LedgerState& ledger) {
  Snapshot snapshot;
  for (const auto& [target, identity] : ledger.identities) snapshot.targets[target].identity = identity;
  for (const auto& [key, owned] : ledger.owned)
    for (const OwnedObject& object : owned.objects)
      snapshot.targets[owned.target].objects[object.key] = Live{.key = object.key,
                                                                .presence = providers::Presence::kPresent,
                                                                .identity = object.identity,
                                                                .fields = object.applied,
                                                                .why = {}};
  return snapshot;
}

}  // namespace dac::planner
