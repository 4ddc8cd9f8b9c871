#pragma once
// What must not be shown of a plan or a drift report: entries of guarded maps (schema::Field) that may be secrets.
// Their values are replaced, so that no view has to know of them.

#include <span>
#include <vector>

#include "planner/diff/changes.h"
#include "planner/live/orphans.h"
#include "planner/live/snapshot.h"
#include "planner/plan/plan.h"

namespace dac::planner {

struct HideInputs {
  const schema::Project& project;
  const LedgerState& ledger;
  const Snapshot& snapshot;
  Targets* targets = nullptr;  // asked which entries are public; nullptr: none is
  providers::Context* context = nullptr;
};

/// Only the values that are told: the calls and what the ledger is to hold stay as they are.
void hide_guarded(std::span<Change> changes, std::span<DriftItem> drift, const HideInputs& inputs);

/// Of objects that are live, in place.
void hide_guarded(std::span<Orphan> live, Targets& targets, providers::Context& context);

}  // namespace dac::planner
