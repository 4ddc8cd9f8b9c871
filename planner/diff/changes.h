#pragma once
// From wanted, owned and live to the changes of a run: what to do with each resource in each target, before it is
// judged and ordered. Pure.

#include <span>
#include <string>
#include <vector>

#include "planner/ledger/elsewhere.h"
#include "planner/ledger/secrets.h"
#include "planner/live/snapshot.h"
#include "planner/plan/plan.h"

namespace dac::planner {

/// A step in the making. The pointers are into the inputs.
struct Change {
  Step step;
  const Wanted* wanted = nullptr;  // nullptr: it goes
  const Owned* owned = nullptr;    // nullptr: it is new to us
  std::vector<std::size_t> after;  // once ordered: positions of the changes that come first
  bool is_protected = false;       // by the ledger or the file, outside ephemeral environments
  bool reprocesses = false;        // a rule says that state is dropped
};

struct DiffInputs {
  const schema::Project& project;
  const LedgerState& ledger;
  const Snapshot& snapshot;
  const std::vector<Wanted>& wanted;
  bool destroy = false;
  bool offline = false;           // the snapshot is what the ledger says: what is not in it says nothing about live
  SecretPrint secret_print = {};  // to notice secrets that changed; empty: none is
  std::span<const std::string> rotate = {};  // ids: their secrets are applied again, changed or not
  const OwnedElsewhere* elsewhere = nullptr;
};

struct Diff {
  std::vector<Change> changes;  // sorted by (resource, target)
  std::vector<DriftItem> drift;
  std::vector<UnknownItem> unknown;
  Findings findings;
  std::vector<const Wanted*> unchanged;
  std::vector<Owned> records;  // of unchanged ones: what the ledger should say instead of what it says
};

Diff diff_all(const DiffInputs& inputs);

/// Ids of what a resource refers to: what must be there before it, sorted.
std::vector<std::string> needs_of(const schema::Project& project, std::string_view id);

}  // namespace dac::planner
