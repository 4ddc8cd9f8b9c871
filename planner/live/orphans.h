#pragma once
// What is live in the targets and in no file, with what speaks for its use. Reads only.

#include <string>
#include <vector>

#include "planner/live/snapshot.h"
#include "planner/plan/plan.h"

namespace dac::planner {

struct Orphan {
  std::string target;
  providers::Live live;
  bool owned = false;  // the ledger owns it: the next apply deletes it
  List evidence;       // as of a delete
};

struct OrphanReport {
  std::vector<Orphan> orphans;  // sorted by (target, kind, name)
  std::vector<UnknownItem> unknown;
};

struct OrphanInputs {
  const schema::Project& project;
  const LedgerState& ledger;
  Targets& targets;
  std::string now = {};  // an ISO time: when the evidence is read
};

/// Lists every kind that a provider lists. What a resource in the files implies is no orphan, also where it is excluded
/// or not managed.
OrphanReport find_orphans(const OrphanInputs& inputs, const providers::Context& context);

}  // namespace dac::planner
