#pragma once
// What the targets hold now of what we want or own. Made by refresh (reads only, targets at the same time), then
// immutable.

#include <map>
#include <string>
#include <vector>

#include "planner/ledger/ledger.h"
#include "planner/live/targets.h"
#include "providers/api/provider.h"

namespace dac::planner {

/// A resource as its target should hold it.
struct Wanted {
  const schema::Resource* resource = nullptr;
  std::string target;
  std::vector<providers::Object> objects;
};

struct TargetSnapshot {
  std::string identity;
  std::map<providers::ObjectKey, providers::Live> objects;
  std::string unreachable;  // why nothing could be read; empty: it answered
  std::string help;         // what to do about it, where the provider knows
  bool is_held = false;     // unreachable as another process has it
};

struct Snapshot {
  std::map<std::string, TargetSnapshot, std::less<>> targets;
  [[nodiscard]] const providers::Live* find(std::string_view target, const providers::ObjectKey& key) const;
};

/// Every resource in every target that realises it, sorted by (resource, target). Excluded ones are left out; unmanaged
/// ones are in, to be read: they must exist and never get a step.
std::vector<Wanted> wanted_of(const schema::Project& project, const Targets& targets);

Snapshot refresh(const std::vector<Wanted>& wanted, const LedgerState& ledger, Targets& targets,
                 providers::Context& context);
/// A snapshot that says what the ledger last applied, for --offline.
Snapshot from_ledger(const LedgerState& ledger);

}  // namespace dac::planner
