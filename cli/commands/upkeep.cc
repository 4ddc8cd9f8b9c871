// drift and orphans: what live is beside what the ledger and the files say. Both only read.

#include "cli/views/upkeep.h"

#include <algorithm>

#include "cli/commands/planning.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"

#include "schema/base/clock.h"
#include "schema/base/units.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// 1 where something was found or could not be told, 5 where another process has a target.
int upkeep_exit(bool found, const std::vector<planner::UnknownItem>& unknown) {
  if (std::any_of(unknown.begin(), unknown.end(), [](const planner::UnknownItem& item) { return item.is_held; }))
    return kExitBusy;
  return found || !unknown.empty() ? kExitFailed : kExitDone;
}

}  // namespace

int run_drift(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  Result<Planned> planned = open_planned(command, *workspace);
  if (!planned) return report(command, planned.error());
  planned->context.all_entries = true;
  planner::Snapshot snapshot;
  {
    const Progress progress(command.console, "reading what is live");
    snapshot = planner::refresh({}, planned->state, planned->targets, planned->context);
  }
  const planner::DriftReport found = planner::drift_of(workspace->project, planned->state, snapshot);
  if (command.options.output == Format::kJson) {
    command.console.out(to_pretty_json(drift_to_value(found, workspace->project)) + '\n');
  } else if (is_document(command.options.output)) {
    report(command, drift_findings(found, workspace->project), *workspace->project.sources);
  } else {
    command.console.complain(
        render_findings(found.findings, *workspace->project.sources, command.console.talk_paint()));
    command.console.out(command.options.output == Format::kMarkdown
                            ? render_drift_markdown(found)
                            : render_drift(found, command.console.out_paint().width()));
  }
  return upkeep_exit(!found.items.empty(), found.unknown);
}

int run_orphans(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  Result<Planned> planned = open_planned(command, *workspace);
  if (!planned) return report(command, planned.error());
  planned->context.all_entries = true;
  planner::OrphanReport found;
  {
    const Progress progress(command.console, "listing what is live");
    found = planner::find_orphans(
        {workspace->project, planned->state, planned->targets, format_time(SystemClock().unix_ms())}, planned->context);
  }
  if (command.options.output == Format::kJson) {
    command.console.out(to_pretty_json(orphans_to_value(found, workspace->project)) + '\n');
  } else if (is_document(command.options.output)) {
    report(command, orphan_findings(found), *workspace->project.sources);
  } else {
    command.console.complain(
        render_findings(unlisted_findings(found), *workspace->project.sources, command.console.talk_paint()));
    command.console.out(command.options.output == Format::kMarkdown ? render_orphans_markdown(found)
                                                                    : render_orphans(found));
  }
  return upkeep_exit(!found.orphans.empty(), found.unknown);
}

}  // namespace dac::cli
