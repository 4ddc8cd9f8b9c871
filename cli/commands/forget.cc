#include <algorithm>
#include <fmt/format.h>

#include "cli/commands/planning.h"

#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

Error not_owned(const std::string& id, const planner::LedgerState& state) {
  std::vector<std::string_view> candidates;
  for (const auto& [key, owned] : state.owned) candidates.push_back(key.first);
  const std::string guess = did_you_mean(id, candidates);
  return {.kind = ErrorKind::kNotFound,
          .code = codes::kNoSuchResource,
          .message = fmt::format("the ledger owns no {}", id),
          .help = guess.empty() ? "a resource is named as topic/orders; only what was applied is owned" : guess};
}

}  // namespace

int run_forget(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  Result<Planned> opened = open_planned(command, *workspace);
  if (!opened) return report(command, opened.error());
  Planned& planned = *opened;
  // Who forgets gives up what was there: a store that is lost holds nothing.
  if (const Result<> settled = settle_open_run(command, *workspace, planned, true); !settled)
    return report(command, settled.error());
  planned.plan.project = workspace->project.name;
  planned.plan.environment = workspace->project.environment;
  planned.plan.nonce = os::random_hex(16);
  planned.plan.ledger_serial = planned.state.serial;
  planned.plan.ledger_tip = planned.state.tip;
  const std::vector<std::string>& names = command.options.arguments;
  for (const std::string& name : names)
    if (std::none_of(planned.state.owned.begin(), planned.state.owned.end(),
                     [&](const auto& entry) { return glob_matches(name, entry.first.first); }))
      return report(command, not_owned(name, planned.state));
  for (const auto& [key, owned] : planned.state.owned) {
    const std::string& id = key.first;
    if (std::none_of(names.begin(), names.end(), [&](const auto& name) { return glob_matches(name, id); })) continue;
    planner::Step step;
    step.id = fmt::format("s{}", planned.plan.steps.size() + 1);
    step.action = planner::Action::kForget;
    step.resource = id;
    step.target = key.second;
    step.owned = owned;
    planned.plan.steps.push_back(std::move(step));
  }
  return execute_plan(command, *workspace, planned);
}

}  // namespace dac::cli
