#pragma once
// (project, snapshot, ledger) to a plan: diff, rules, impact, order, gates. Deterministic; no I/O but the previews and
// evidence that `PlanInputs::targets` gives.

#include <optional>
#include <string>
#include <vector>

#include "planner/ledger/elsewhere.h"
#include "planner/ledger/secrets.h"
#include "planner/live/snapshot.h"
#include "planner/plan/plan.h"

namespace dac::planner {

struct PlanInputs {
  const schema::Project& project;
  const LedgerState& ledger;
  const Snapshot& snapshot;
  const std::vector<Wanted>& wanted;
  Targets* targets = nullptr;  // for preview and evidence; nullptr: offline
  providers::Context* context = nullptr;
  std::vector<std::string> only;  // selectors; empty: everything
  bool destroy = false;           // the wanted set is empty on purpose
  std::string nonce;
  std::string created;
  SecretPrint secret_print = {};              // to notice secrets that changed
  std::vector<std::string> rotate = {};       // ids of resources whose secrets are applied again
  const OwnedElsewhere* elsewhere = nullptr;  // nullptr: this ledger is the only one that is known
};

/// Selectors that name nothing or make no sense are findings.
Plan build_plan(const PlanInputs& inputs);

/// Whether the deletes of the plan pass the gate (reference: Exit codes). Nothing: yes; else why not.
std::optional<std::string> deletes_over_gate(const Plan& plan, const LedgerState& ledger,
                                             std::optional<int> max_deletes);

/// A saved plan, as far as it is needed to hold it against a new one.
struct SavedPlan {
  std::string project;
  std::string environment;
  std::string nonce;
  std::string digest;
  std::string ledger_tip;
  std::vector<std::string> selection;
  std::vector<std::string> rotate;
  struct SavedStep {
    std::string id, resource, target, action, fingerprint;
  };
  std::vector<SavedStep> steps;
};

/// The plan file: plan_to_value with the fingerprints and a checksum over all of it.
std::string save_plan(const Plan& plan, const Sources& sources);
/// kCorrupt: cut short or changed; kInvalid: a newer format. (07xx)
Result<SavedPlan> parse_saved_plan(std::string_view text);
/// The steps of `now` that `saved` holds, in `now`; kStale lists what moved where one is not as it was. Used plans are
/// kStale too.
Result<Plan> match_saved(const SavedPlan& saved, Plan now, const LedgerState& ledger);

}  // namespace dac::planner
