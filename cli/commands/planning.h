#pragma once
// From an open workspace to a plan: what plan, apply, destroy, the saved plan, forget and the care of what is live
// share.

#include <memory>

#include "cli/commands/workspace.h"

#include "planner/live/snapshot.h"
#include "planner/plan/build.h"

namespace dac::cli {

/// A plan with all that it was made from, for showing and executing it.
struct Planned {
  std::unique_ptr<planner::Ledger> ledger;
  planner::LedgerState state;
  planner::Targets targets;
  providers::Context context;
  planner::Plan plan;
};

struct PlanningOptions {
  bool offline = false;
  bool destroy = false;
  bool settle = false;  // close what a run that died left open (apply, destroy); else it is only a warning
};

/// What every command that looks at live systems begins with: the ledger as it is, the targets and a context.
Result<Planned> open_planned(const Command& command, const Workspace& workspace);

Result<Planned> make_plan(const Command& command, const Workspace& workspace, const PlanningOptions& options);

/// Finds out what a run that died had done. `lost_is_empty` as in ExecuteOptions.
Result<> settle_open_run(const Command& command, const Workspace& workspace, Planned& planned, bool lost_is_empty);

/// The code that a plan alone asks for: 1 for an unknown target, 3 for errors and blocked steps, else 0.
int plan_exit_code(const planner::Plan& plan);
bool has_changes(const planner::Plan& plan);
/// An --only that is no selector or selects nothing: the command line is wrong, not the plan.
Findings bad_selectors(const planner::Plan& plan);

/// Executes the plan and shows how it goes; gives the exit code.
int execute_plan(const Command& command, const Workspace& workspace, Planned& planned);

}  // namespace dac::cli
