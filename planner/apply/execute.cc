#include "planner/apply/execute.h"

#include <fmt/format.h>

#include "planner/apply/run.h"
#include "planner/apply/systems.h"
#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

Result<> check_ledger(const Plan& plan, const LedgerState& state) {
  if (plan.ledger_tip == state.tip) return {};
  return fail(ErrorKind::kStale, codes::kLedgerMoved,
              fmt::format("the ledger was written since the plan was made: it now ends with entry {}, then with {}",
                          state.serial, plan.ledger_serial),
              "plan again");
}

/// The targets that will be called, and those where something comes to be owned.
std::set<std::string> targets_of(const Plan& plan) {
  std::set<std::string> names;
  for (const Step& step : plan.steps)
    if (!step.calls.empty() || step.action == Action::kAdopt) names.insert(step.target);
  return names;
}

Intent intent_for(const Plan& plan, const Identities& identities, const SecretPrint& print) {
  std::vector<IntentStep> steps;
  steps.reserve(plan.steps.size());
  for (const Step& step : plan.steps) {
    steps.push_back(intent_of(step));
    keep_prints(steps.back(), step, print);
  }
  Intent intent{.plan_nonce = plan.nonce, .plan_digest = plan.digest, .steps = store_intent(steps), .identities = {}};
  for (const auto& [target, identity] : identities)
    if (!identity.empty()) intent.identities[target] = identity;
  return intent;
}

}  // namespace

std::string_view event_type_name(EventType type) {
  switch (type) {
    case EventType::kRunStarted:
      return "run_started";
    case EventType::kStepStarted:
      return "step_started";
    case EventType::kStepDone:
      return "step_done";
    case EventType::kStepFailed:
      return "step_failed";
    case EventType::kStepSkipped:
      return "step_skipped";
    case EventType::kRunDone:
      return "run_done";
  }
  return "run_done";
}

Event refused_event() {
  return {.seq = 1, .type = EventType::kRunDone, .step = {}, .resource = {}, .message = {}, .summary = summary_of({})};
}

Result<Report> execute(const Plan& plan, Ledger& ledger, Targets& targets, providers::Context& context,
                       const ExecuteOptions& options) {
  const Result<LedgerState> state = ledger.read();
  if (!state) return fail(state.error());
  DAC_TRY(check_ledger(plan, *state));
  const Result<Identities> identities = check_systems(targets_of(plan), *state, plan.identities, targets, context);
  if (!identities) return fail(identities.error());
  const bool writes = !plan.steps.empty() || !plan.records.empty();
  if (writes) DAC_TRY(ledger.begin(intent_for(plan, *identities, options.secret_print), options.provenance));
  // Past this point the intent is open: whatever happens, the ledger says that we were here.
  const RunInputs inputs{plan, *state, ledger, targets, context, options};
  Run run(inputs);
  run.tell(EventType::kRunStarted);
  Report report = run.execute();
  if (writes && report.pending > 0) {
    report.changed = true;
    ledger.leave();
  } else if (writes) {
    const Result<> ended = ledger.end(summary_of(report), new_systems(*identities, targets, context));
    if (!ended) {
      ++report.failed;
      report.errors.emplace_back("ledger", ended.error());
    }
  }
  run.tell(EventType::kRunDone, nullptr, {}, summary_of(report));
  return report;
}

}  // namespace dac::planner
