// drift and orphans: what live is beside what the ledger and the files say. Both only read.

#include "cli/views/upkeep.h"

#include <algorithm>

#include "cli/commands/planning.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"
#include "cli/views/plan_parts.h"

#include "planner/import/files.h"
#include "planner/import/take_in.h"
#include "planner/plan/hide.h"
#include "planner/plan/select.h"
#include "schema/base/clock.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// 1 where something was found or could not be told, 5 where another process has a target.
int upkeep_exit(bool found, const std::vector<planner::UnknownItem>& unknown) {
  if (std::any_of(unknown.begin(), unknown.end(), [](const planner::UnknownItem& item) { return item.is_held; }))
    return kExitBusy;
  return found || !unknown.empty() ? kExitFailed : kExitDone;
}

/// Opens all that is looked at, and gives the code of `look(workspace, planned)`.
template <class Look>
int with_all_open(const Command& command, const Look& look) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  Result<Planned> planned = open_planned(command, *workspace);
  if (!planned) return report(command, planned.error());
  planned->context.all_entries = true;
  return look(*workspace, *planned);
}

/// What was found, in each form that may be asked for.
struct Forms {
  Value json;
  Findings all;      // for other programs
  Findings untold;   // what `text` does not say
  std::string text;  // or markdown
};

void show(const Command& command, const Forms& forms, const Sources& sources) {
  if (command.options.output == Format::kJson) return command.console.out(to_pretty_json(forms.json) + '\n');
  if (is_document(command.options.output)) return report(command, forms.all, sources);
  command.console.complain(render_findings(forms.untold, sources, command.console.talk_paint()));
  command.console.out(forms.text);
}

/// Only what --only and the arguments name; what they name nothing of is a finding.
void keep_named(const Command& command, planner::DriftReport& found) {
  const planner::Selection selection(command.options.only, found.findings);
  const std::vector<std::string>& fields = command.options.arguments;
  std::erase_if(found.items, [&](const planner::DriftItem& item) {
    const bool is_named =
        fields.empty() || std::ranges::any_of(fields, [&](const std::string& field) {
          return field == item.path || field == short_path(item.path) || glob_matches(field, short_path(item.path));
        });
    return !is_named || !selection.selects(item.resource, {});
  });
}

/// Writes what is live into the files and reads the project again: where it is refused, or says something else for this
/// environment, nothing stays written.
Result<planner::TakenIn> write_drift(const Command& command, const Workspace& workspace,
                                     const std::vector<planner::DriftItem>& items) {
  planner::TakenIn taken = planner::take_in(items, workspace.project);
  planner::ImportFiles files(workspace.root);
  for (const auto& [path, text] : taken.files) DAC_TRY(files.replace(path, text));
  const Workspace written = read_workspace(command, workspace.root);
  if (written.findings.has_errors()) {
    files.take_back();
    const Finding& first = *std::ranges::find(written.findings.items(), Severity::Error, &Finding::severity);
    return fail(ErrorKind::kInvalid, codes::kFailed, "the project refuses what is live: " + first.message, first.help);
  }
  const auto other = std::ranges::find_if_not(
      taken.taken, [&](const planner::DriftItem& item) { return planner::says_live(written.project, item); });
  if (other != taken.taken.end()) {
    const planner::DriftItem item = *other;
    files.take_back();
    std::vector<planner::DriftItem> rest = items;
    std::erase_if(rest, [&](const planner::DriftItem& each) {
      return each.resource == item.resource && each.path == item.path && each.target == item.target;
    });
    Result<planner::TakenIn> again = write_drift(command, workspace, rest);
    if (again) again->refused.push_back({item, "dac.yaml says otherwise for this environment"});
    return again;
  }
  files.keep();
  return taken;
}

int adopt_exit(const Command& command, const Workspace& workspace, const planner::DriftReport& found) {
  const Result<planner::TakenIn> taken = write_drift(command, workspace, found.items);
  if (!taken) return report(command, taken.error());
  const Findings refused = refused_findings(*taken);
  show(command,
       {.json = taken_in_to_value(*taken, workspace.project),
        .all = refused,
        .untold = refused,
        .text = render_taken_in(*taken)},
       *workspace.project.sources);
  return upkeep_exit(!taken->refused.empty(), found.unknown);
}

int drift_exit(const Command& command, const Workspace& workspace, Planned& planned) {
  planner::Snapshot snapshot;
  {
    const Progress progress(command.console, "reading what is live");
    snapshot = planner::refresh({}, planned.state, planned.targets, planned.context);
  }
  planner::DriftReport found = planner::drift_of(workspace.project, planned.state, snapshot);
  planner::hide_guarded({}, found.items,
                        {workspace.project, planned.state, snapshot, &planned.targets, &planned.context});
  keep_named(command, found);
  if (command.options.adopt) return adopt_exit(command, workspace, found);
  show(command,
       {.json = drift_to_value(found, workspace.project),
        .all = drift_findings(found, workspace.project),
        .untold = found.findings,
        .text = command.options.output == Format::kMarkdown ? render_drift_markdown(found)
                                                            : render_drift(found, command.console.out_paint().width())},
       *workspace.project.sources);
  return upkeep_exit(!found.items.empty(), found.unknown);
}

int orphans_exit(const Command& command, const Workspace& workspace, Planned& planned) {
  planner::OrphanReport found;
  {
    const Progress progress(command.console, "listing what is live");
    found = planner::find_orphans(
        {workspace.project, planned.state, planned.targets, format_time(SystemClock().unix_ms())}, planned.context);
  }
  show(command,
       {.json = orphans_to_value(found, workspace.project),
        .all = orphan_findings(found),
        .untold = unlisted_findings(found),
        .text = command.options.output == Format::kMarkdown ? render_orphans_markdown(found) : render_orphans(found)},
       *workspace.project.sources);
  return upkeep_exit(!found.orphans.empty(), found.unknown);
}

}  // namespace

int run_drift(const Command& command) {
  return with_all_open(
      command, [&](const Workspace& workspace, Planned& planned) { return drift_exit(command, workspace, planned); });
}

int run_orphans(const Command& command) {
  return with_all_open(
      command, [&](const Workspace& workspace, Planned& planned) { return orphans_exit(command, workspace, planned); });
}

}  // namespace dac::cli
