#include "cli/commands/planning.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/term/progress.h"
#include "cli/views/apply.h"
#include "cli/views/findings.h"

#include "planner/apply/execute.h"
#include "planner/ledger/provenance.h"
#include "schema/base/clock.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/change.h"
#include "schema/diag/codes/ledger.h"
#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

std::string open_run(const planner::LedgerState& state) {
  return fmt::format("{} since {}", state.open->holder, state.open->since);
}

/// DAC_LEDGER_KEY, or the file that DAC_LEDGER_KEY_FILE names, else the ledger's own.
Result<std::string> ledger_key(planner::Ledger& ledger, bool make) {
  if (auto key = os::environment_variable("DAC_LEDGER_KEY")) return *key;
  const auto file = os::environment_variable("DAC_LEDGER_KEY_FILE");
  if (!file) return ledger.key(make);
  Result<std::string> text = os::read_stream(*file);
  if (!text) return fail(in_context(text.error(), "while reading the key of the ledger"));
  return std::string(trim(*text));
}

/// Whether anything that is owned was applied with a secret.
bool keeps_secrets(const planner::LedgerState& state) {
  return std::any_of(state.owned.begin(), state.owned.end(), [](const auto& entry) {
    return std::any_of(entry.second.objects.begin(), entry.second.objects.end(),
                       [](const planner::OwnedObject& object) { return !object.secrets.empty(); });
  });
}

/// Who looks for the commit of a change later on must not find out only then that there is none.
void warn_of_no_provenance(const Command& command, const Workspace& workspace, const planner::Provenance& provenance) {
  if (provenance.unread.empty()) return;
  Findings findings;
  findings.add(codes::kNoProvenance, {},
               "the ledger keeps no commit of this run: the git repository does not read: " + provenance.unread,
               "libgit2 reads it, which knows fewer formats than git and trusts no folder of another user");
  command.console.complain(render_findings(findings, *workspace.project.sources, command.console.talk_paint()));
}

/// Nothing was changed, for all that was to be changed moved since the plan.
bool was_stale(const planner::Report& report) {
  return !report.changed && !report.errors.empty() &&
         std::all_of(report.errors.begin(), report.errors.end(),
                     [](const auto& error) { return error.second.code == codes::kObjectMoved; });
}

int exit_of(const planner::Report& report) {
  if (report.interrupted) return 128 + std::max(2, os::caught_signal());
  if (report.failed + report.skipped == 0) return kExitDone;
  if (was_stale(report)) return kExitStale;
  return report.changed ? kExitPartial : kExitFailed;
}

bool applies_secrets(const planner::Plan& plan) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), [](const planner::Step& step) {
    return std::any_of(step.calls.begin(), step.calls.end(),
                       [](const providers::Operation& call) { return !planner::secrets_in(call.after).empty(); });
  });
}

}  // namespace

Result<Planned> open_planned(const Command& command, const Workspace& workspace) {
  Planned planned;
  planned.context = make_context(command);
  Result<std::unique_ptr<planner::Ledger>> ledger = open_ledger(command, workspace);
  if (!ledger) return fail(ledger.error());
  planned.ledger = std::move(*ledger);
  Result<planner::LedgerState> state = planned.ledger->read();
  if (!state) return fail(state.error());
  planned.state = std::move(*state);
  planned.targets = planner::make_targets(workspace.project, command.registry);
  return planned;
}

Result<> settle_open_run(const Command& command, const Workspace& workspace, Planned& planned, bool lost_is_empty) {
  if (!planned.state.open) return {};
  os::catch_signals();
  command.console.say(fmt::format("settling a run that did not end: {}\n", open_run(planned.state)));
  planner::ExecuteOptions options;
  options.provenance = planner::read_provenance(workspace.root);
  options.lost_is_empty = lost_is_empty;
  DAC_TRY(planner::settle(*planned.ledger, planned.targets, planned.context, options));
  Result<planner::LedgerState> state = planned.ledger->read();
  if (!state) return fail(state.error());
  planned.state = std::move(*state);
  return {};
}

Result<Planned> make_plan(const Command& command, const Workspace& workspace, const PlanningOptions& options) {
  Result<Planned> opened = open_planned(command, workspace);
  if (!opened) return opened;
  Planned planned = std::move(*opened);
  Findings unsettled;
  if (options.settle)
    DAC_TRY(settle_open_run(command, workspace, planned, workspace.project.ephemeral));
  else if (planned.state.open)
    unsettled.add(codes::kUnsettledRun, {}, fmt::format("a run did not end: {}", open_run(planned.state)),
                  "the next apply reads what it did and settles it; this plan does not know of it yet");

  planner::SecretPrint secret_print;
  if (!options.offline && keeps_secrets(planned.state)) {
    Result<std::string> key = ledger_key(*planned.ledger, false);
    if (!key) return fail(key.error());
    secret_print = planner::make_secret_print(std::move(*key), planned.context);
  }
  Result<planner::OwnedElsewhere> elsewhere =
      planner::read_ledgers_beside(ledger_folder(workspace), workspace.ephemeral);
  if (!elsewhere) return fail(elsewhere.error());
  // Past this point nothing reads files but the secrets.
  const std::vector<planner::Wanted> wanted =
      options.destroy ? std::vector<planner::Wanted>() : planner::wanted_of(workspace.project, planned.targets);
  planner::Snapshot snapshot;
  {
    Progress progress(command.console, "reading what is live");
    planned.context.progress = [&](std::string_view text) { progress.set("reading: " + std::string(text)); };
    snapshot = options.offline ? planner::from_ledger(planned.state)
                               : planner::refresh(wanted, planned.state, planned.targets, planned.context);
    planned.context.progress = {};
  }
  // Past this point the live systems are only asked for previews and evidence.
  const SystemClock clock;
  const planner::PlanInputs inputs{.project = workspace.project,
                                   .ledger = planned.state,
                                   .snapshot = snapshot,
                                   .wanted = wanted,
                                   .targets = options.offline ? nullptr : &planned.targets,
                                   .context = options.offline ? nullptr : &planned.context,
                                   .only = command.options.only,
                                   .destroy = options.destroy,
                                   .nonce = os::random_hex(16),
                                   .created = format_time(clock.unix_ms()),
                                   .secret_print = secret_print,
                                   .rotate = command.options.rotate,
                                   .elsewhere = &*elsewhere};
  planned.plan = planner::build_plan(inputs);
  planned.plan.ledger_backend = planned.ledger->backend();
  for (const Finding& finding : workspace.findings.items()) planned.plan.findings.add(finding);
  planned.plan.findings.merge(unsettled);
  planned.plan.findings.sort_and_unique();
  return planned;
}

int plan_exit_code(const planner::Plan& plan) {
  if (std::any_of(plan.unknown.begin(), plan.unknown.end(), [](const auto& item) { return item.is_held; }))
    return kExitBusy;
  if (!plan.unknown.empty()) return kExitFailed;
  return plan.findings.has_errors() || plan.summary.blocked > 0 ? kExitRefused : kExitDone;
}

Findings bad_selectors(const planner::Plan& plan) {
  Findings bad;
  for (const Finding& finding : plan.findings.items())
    if (finding.code == codes::kBadSelector) bad.add(finding);
  return bad;
}

bool has_changes(const planner::Plan& plan) { return !plan.steps.empty(); }

int execute_plan(const Command& command, const Workspace& workspace, Planned& planned) {
  os::catch_signals();  // from here on something changes: what runs is finished, and the ledger is written
  ApplyView view(command.console, command.options.output == Format::kJson, planned.plan.steps.size());
  planner::ExecuteOptions options;
  options.parallelism = command.options.parallelism;
  options.cancelled = planned.context.cancelled;
  options.on_event = [&](const planner::Event& event) { view.show(event); };
  planned.context.progress = [&](std::string_view text) { view.note(text); };
  options.provenance = planner::read_provenance(workspace.root);
  warn_of_no_provenance(command, workspace, options.provenance);
  if (applies_secrets(planned.plan)) {
    Result<std::string> key = ledger_key(*planned.ledger, true);
    if (!key) return report(command, key.error());
    options.secret_print = planner::make_secret_print(std::move(*key), planned.context);
  }
  const Result<planner::Report> done =
      planner::execute(planned.plan, *planned.ledger, planned.targets, planned.context, options);
  planned.context.progress = {};
  view.finish();
  if (!done) return report(command, done.error());
  const int exit = exit_of(*done);
  view.end(*done, exit, planned.plan.findings, *workspace.project.sources);
  return exit;
}

}  // namespace dac::cli
