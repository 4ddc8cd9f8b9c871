// import: what is live and in no file becomes files, which a plan then only adopts.

#include "cli/views/import.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "cli/commands/planning.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"
#include "cli/views/upkeep.h"

#include "planner/import/difference.h"
#include "planner/import/files.h"
#include "planner/import/propose.h"
#include "planner/live/orphans.h"
#include "planner/plan/hide.h"
#include "schema/base/clock.h"
#include "schema/base/os/file.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/change.h"
#include "schema/diag/codes/language.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/text.h"
#include "schema/load/files.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

using planner::Draft;

constexpr int kMostRounds = 10;  // each leaves something out

/// --to, relative to the project.
Result<std::string> folder_of(const Command& command, const std::string& root) {
  if (command.options.to.empty()) return std::string();
  const std::string named = named_file(command.options, command.options.to);
  const auto folder =
      schema::path_in_project(root, named.starts_with('/') ? named : os::current_folder() + "/" + named);
  if (!folder)
    return fail(ErrorKind::kUsage, codes::kFileOutside, fmt::format("{} is outside of the project", command.options.to),
                "name a folder below that of dac.yaml");
  return *folder == "." ? std::string() : *folder;
}

/// One import: what was found, what becomes of it, and the files.
class Import {
 public:
  Import(const Command& command, const Workspace& workspace, Planned& planned, std::string folder)
      : command_(command),
        workspace_(workspace),
        planned_(planned),
        layout_{.folder = std::move(folder), .by_owner = command.options.by == "owner"},
        files_(workspace.root) {}

  void find() {
    Progress progress(command_.console, "listing what is live");
    planned_.context.progress = [&](std::string_view text) { progress.set("listing: " + std::string(text)); };
    planner::OrphanReport report = planner::find_orphans(
        {workspace_.project, planned_.state, planned_.targets, format_time(SystemClock().unix_ms())}, planned_.context);
    is_whole_ = report.unknown.empty();
    unlisted_ = unlisted_findings(report);
    live_ = std::move(report.orphans);
    progress.set("asking what may be shown");
    planner::hide_guarded(live_, planned_.targets, planned_.context);
    planned_.context.progress = {};
  }

  /// Writes, reads the project back and looks what a plan would change: what is not right is mended or left out, and
  /// all is written again. Nothing stays written where this fails.
  Result<> write() {
    Result<std::string> text = os::read_file(workspace_.root + "/dac.yaml");
    if (!text) return fail(text.error());
    project_text_ = std::move(*text);
    planner::ProposeInputs inputs{.project = workspace_.project,
                                  .targets = planned_.targets,
                                  .live = live_,
                                  .only = command_.options.only,
                                  .by_owner = layout_.by_owner,
                                  .owner = command_.options.owner,
                                  .may_default = planner::takes_defaults(project_text_)};
    const Progress progress(command_.console, "writing files");
    for (int round = 0; round < kMostRounds; ++round) {
      Findings told;
      proposal_ = planner::propose(inputs, told);
      for (Draft& draft : proposal_.drafts)
        if (const auto change = unmanaged_.find(draft.id()); change != unmanaged_.end())
          leave_unmanaged(draft, change->second);
      if (round == 0) findings_.merge(std::move(told));
      if (proposal_.drafts.empty() || findings_.has_errors()) return {};
      DAC_TRY(files_.write(planner::lay_out(proposal_.drafts, layout_)));
      DAC_TRY(write_defaults());
      const Result<bool> good = is_good(read_workspace(command_, workspace_.root), inputs);
      if (good && *good) {
        files_.keep();
        return {};
      }
      files_.take_back();
      if (!good) return fail(good.error());
    }
    return fail(ErrorKind::kInvalid, codes::kFailed, "what is live cannot be written as a project that validates",
                "take it over in parts, with --only");
  }

  int report() const {
    Findings told = unlisted_;
    told.merge(findings_);
    const ImportReport report{workspace_.project, proposal_.drafts, files_.made(), files_.changed(), told};
    if (findings_.has_errors()) {
      cli::report(command_, findings_, *workspace_.project.sources);
      return kExitUsage;  // selectors that make no sense; all else is told as a warning
    }
    if (command_.options.output == Format::kJson) {
      command_.console.out(to_pretty_json(import_to_value(report)) + '\n');
    } else {
      command_.console.complain(render_findings(told, *workspace_.project.sources, command_.console.talk_paint()));
      command_.console.out(proposal_.drafts.empty() && !command_.options.only.empty()
                               ? "nothing that is live and in no file is selected\n"
                               : render_import(report, command_.console.out_paint()));
      if (!proposal_.drafts.empty() && !command_.options.own)
        command_.console.say("a plan now adopts all of this and changes nothing live\n");
    }
    return is_whole_ ? kExitDone : kExitFailed;
  }

  /// Records ownership of what was imported: the steps of a plan that only adopt.
  int own() const {
    Options options = command_.options;
    options.only.clear();
    const Command plain{options, command_.console, command_.registry};
    int exit = kExitDone;
    const std::optional<Workspace> written = open_workspace(plain, exit);
    if (!written) return exit;
    Result<Planned> planned = make_plan(plain, *written, {.settle = true});
    if (!planned) return cli::report(plain, planned.error());
    std::set<std::string> imported;
    for (const Draft& draft : proposal_.drafts) imported.insert(draft.id());
    std::vector<planner::Step>& steps = planned->plan.steps;
    std::erase_if(steps, [&](const planner::Step& step) {
      return step.action != planner::Action::kAdopt || !step.calls.empty() || !imported.contains(step.resource);
    });
    std::set<std::string> kept;
    for (const planner::Step& step : steps) kept.insert(step.id);
    for (planner::Step& step : steps)
      std::erase_if(step.after, [&](const std::string& id) { return !kept.contains(id); });
    return steps.empty() ? exit : execute_plan(plain, *written, *planned);
  }

 private:
  Result<> write_defaults() {
    if (proposal_.defaults.empty()) return {};
    return files_.replace({{"dac.yaml", planner::with_defaults(project_text_, proposal_.defaults)}});
  }

  static void leave_unmanaged(Draft& draft, const std::string& change) {
    draft.managed = false;
    draft.notes.push_back(fmt::format("not managed, for an apply would change {}", change.empty() ? "it" : change));
  }

  /// Whether the project is as it should be with what was written. If not, `inputs` are mended for the next time.
  Result<bool> is_good(const Workspace& written, planner::ProposeInputs& inputs) {
    std::vector<std::string> ids;
    for (const Draft& draft : proposal_.drafts) ids.push_back(draft.id());
    if (written.findings.has_errors()) return mend(written, inputs);
    for (const std::string& id : ids)
      if (written.project.find(id) == nullptr)
        return fail(ErrorKind::kInvalid, codes::kNotIncluded,
                    fmt::format("dac.yaml does not include files in {}",
                                layout_.folder.empty() ? "its own folder" : layout_.folder),
                    layout_.folder.empty() ? "name a folder by --to that spec.include takes in"
                                           : fmt::format("add \"{}/**/*.yaml\" to spec.include", layout_.folder));
    const auto changed = planner::changed_by_apply(written.project, planned_.targets, live_, ids);
    unmanaged_.insert(changed.begin(), changed.end());
    return changed.empty();
  }

  /// What the project refuses is left out; what only lacks the consent of another team gets it, as it is live already.
  Result<bool> mend(const Workspace& written, planner::ProposeInputs& inputs) {
    std::set<std::string> ids;
    for (const Draft& draft : proposal_.drafts) ids.insert(draft.id());
    bool is_mended = false;
    std::set<std::string> consented;  // in this round
    for (const Finding& finding : written.findings.items()) {
      if (finding.severity != Severity::Error || !ids.contains(finding.resource)) continue;
      if (finding.code == codes::kNeedsConsent &&
          (consented.contains(finding.resource) || consent(written.project, finding.resource, inputs))) {
        consented.insert(finding.resource);
        is_mended = true;
        continue;
      }
      if (!inputs.without.insert(finding.resource).second) continue;
      is_mended = true;
      findings_.add(codes::kLeftOut, {}, fmt::format("it is not taken over: {}", finding.message), finding.help)
          .resource = finding.resource;
    }
    if (is_mended) return false;
    command_.console.complain(
        render_findings(written.findings, *written.project.sources, command_.console.talk_paint()));
    return fail(ErrorKind::kInvalid, codes::kFailed, "what is live cannot be written as a project that validates",
                "nothing was written; see above why");
  }

  /// Consent to all that a resource reads of others; false where that was given before, and does not help.
  bool consent(const schema::Project& project, const std::string& reader, planner::ProposeInputs& inputs) {
    if (!consented_.insert(reader).second) return false;
    const schema::Resource* resource = project.find(reader);
    for (const schema::Reference& reference : project.references) {
      if (reference.from != reader || reference.via != schema::Via::kReads) continue;
      const schema::Resource* read = project.find(reference.to);
      if (read != nullptr && !read->owner.empty() && read->owner != resource->owner)
        inputs.reads.insert({read->owner, read->id, reader});
    }
    return true;
  }

  const Command& command_;
  const Workspace& workspace_;
  Planned& planned_;
  planner::Layout layout_;
  planner::ImportFiles files_;
  std::string project_text_;  // of dac.yaml
  std::vector<planner::Orphan> live_;
  planner::Proposal proposal_;
  std::set<std::string> consented_;               // ids of readers
  std::map<std::string, std::string> unmanaged_;  // ids, and what an apply would change
  Findings unlisted_;                             // targets that could not tell all
  bool is_whole_ = true;
  Findings findings_;  // what was left out, and why
};

}  // namespace

int run_import(const Command& command) {
  if (!command.options.by.empty() && command.options.by != "owner")
    return report(command, {.kind = ErrorKind::kUsage,
                            .code = codes::kUsage,
                            .message = fmt::format("--by takes owner, found '{}'", command.options.by)});
  int exit = kExitDone;
  if (const Result<> recovered = take_back_unfinished(command); !recovered) return report(command, recovered.error());
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const Result<std::string> folder = folder_of(command, workspace->root);
  if (!folder) return report(command, folder.error());
  Result<Planned> planned = open_planned(command, *workspace);
  if (!planned) return report(command, planned.error());
  planned->context.all_entries = true;
  Import import(command, *workspace, *planned, *folder);
  import.find();
  if (const Result<> written = import.write(); !written) return report(command, written.error());
  exit = import.report();
  return command.options.own && exit == kExitDone ? import.own() : exit;
}

}  // namespace dac::cli
