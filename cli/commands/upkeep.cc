// drift and orphans: what live is beside what the ledger and the files say. Both only read, but that drift --adopt
// writes into the files what is live.

#include "cli/views/upkeep.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>

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
#include "schema/diag/codes/change.h"
#include "schema/diag/codes/machine.h"
#include "schema/kind/field.h"
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

/// The field that a name on the command line begins with: "config" of spec.config["retention.ms"].
std::string_view head_of(std::string_view field) {
  if (field.starts_with("spec.")) field.remove_prefix(5);
  return field.substr(0, field.find_first_of(".["));
}

/// A name that no kind has a field of is a slip of the pen: taken at its word, nothing would ever differ.
void check_fields(const std::vector<std::string>& fields, Findings& findings) {
  std::set<std::string_view> known;
  for (const schema::Kind& kind : schema::core_kinds())
    for (const schema::Field& field : kind.fields) known.insert(field.name);
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const std::string& field : fields)
    if (std::ranges::none_of(names, [&](std::string_view name) { return glob_matches(head_of(field), name); })) {
      const std::string guess = did_you_mean(std::string(head_of(field)), names);
      findings.add(
          codes::kBadSelector, {}, fmt::format("no kind has a field '{}'", field),
          guess.empty() ? "fields are named as drift shows them: partitions, config[\"retention.ms\"]" : guess);
    }
}

/// Only what --only and the arguments name. What makes no sense of them is in the answer.
Findings keep_named(const Command& command, const planner::DiffInputs& inputs, std::vector<planner::DriftItem>& items) {
  Findings findings;
  const planner::Selection selection(command.options.only, inputs, findings);
  const std::vector<std::string>& fields = command.options.arguments;
  check_fields(fields, findings);
  const auto is_selected = [&](const planner::DriftItem& item) {
    if (const schema::Resource* resource = inputs.project.find(item.resource)) return selection.selects(*resource);
    const auto owned = inputs.ledger.owned.find({item.resource, item.target});
    return selection.selects(item.resource, owned == inputs.ledger.owned.end() ? "" : owned->second.owner);
  };
  std::erase_if(items, [&](const planner::DriftItem& item) {
    const std::string path = short_path(item.path);
    const bool is_named = fields.empty() || std::ranges::any_of(fields, [&](const std::string& field) {
                            return short_path(field) == path || glob_matches(field, path);
                          });
    return !is_named || !is_selected(item);
  });
  return findings;
}

/// Writes what is live into the files and reads the project again: where it is refused nothing stays written, and what
/// says something else for this environment all the same is refused.
Result<planner::TakenIn> write_drift(const Command& command, const Workspace& workspace,
                                     std::vector<planner::DriftItem> items) {
  std::vector<planner::TakenIn::Refusal> overruled;
  for (;;) {
    planner::TakenIn taken = planner::take_in(items, workspace.project);
    planner::ImportFiles files(workspace.root);
    DAC_TRY(files.replace(taken.files));
    const Workspace written = read_workspace(command, workspace.root);
    if (written.findings.has_errors()) {
      files.take_back();
      const Finding& first = *std::ranges::find(written.findings.items(), Severity::Error, &Finding::severity);
      return fail(ErrorKind::kInvalid, codes::kFailed, "the project refuses what is live: " + first.message,
                  first.help);
    }
    const auto end = std::partition(taken.taken.begin(), taken.taken.end(), [&](const planner::DriftItem& item) {
      return planner::says_live(written.project, item);
    });
    if (end == taken.taken.end()) {
      files.keep();
      std::move(overruled.begin(), overruled.end(), std::back_inserter(taken.refused));
      return taken;
    }
    files.take_back();
    for (auto item = end; item != taken.taken.end(); ++item) {
      std::erase_if(items, [&](const planner::DriftItem& each) {
        return each.resource == item->resource && each.path == item->path && each.target == item->target;
      });
      overruled.push_back({*item, "dac.yaml says otherwise for this environment"});
    }
  }
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
  const std::vector<planner::Wanted> wanted = planner::wanted_of(workspace.project, planned.targets);
  if (const Findings bad = keep_named(command, {workspace.project, planned.state, snapshot, wanted}, found.items);
      !bad.empty()) {
    report(command, bad, *workspace.project.sources);
    return kExitUsage;
  }
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
  if (command.options.adopt)
    if (const Result<> recovered = take_back_unfinished(command); !recovered) return report(command, recovered.error());
  return with_all_open(
      command, [&](const Workspace& workspace, Planned& planned) { return drift_exit(command, workspace, planned); });
}

int run_orphans(const Command& command) {
  return with_all_open(
      command, [&](const Workspace& workspace, Planned& planned) { return orphans_exit(command, workspace, planned); });
}

}  // namespace dac::cli
