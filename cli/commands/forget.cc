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
  const std::string& id = command.options.arguments.front();
  Result<std::unique_ptr<planner::Ledger>> ledger = open_ledger(command, *workspace);
  if (!ledger) return report(command, ledger.error());
  const Result<planner::LedgerState> state = (*ledger)->read();
  if (!state) return report(command, state.error());

  Planned planned;
  planned.ledger = std::move(*ledger);
  planned.state = *state;
  planned.targets = planner::make_targets(workspace->project, command.registry);
  planned.context = make_context(command);
  planned.plan.project = workspace->project.name;
  planned.plan.environment = workspace->project.environment;
  planned.plan.nonce = os::random_hex(16);
  planned.plan.ledger_serial = state->serial;
  planned.plan.ledger_tip = state->tip;
  for (const auto& [key, owned] : state->owned) {
    if (key.first != id) continue;
    planner::Step step;
    step.id = fmt::format("s{}", planned.plan.steps.size() + 1);
    step.action = planner::Action::kForget;
    step.resource = key.first;
    step.target = key.second;
    step.owned = owned;
    planned.plan.steps.push_back(std::move(step));
  }
  if (planned.plan.steps.empty()) return report(command, not_owned(id, *state));
  return execute_plan(command, *workspace, planned);
}

}  // namespace dac::cli
