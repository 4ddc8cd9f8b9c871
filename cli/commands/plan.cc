#include <fmt/format.h>

#include "cli/commands/planning.h"
#include "cli/views/findings.h"
#include "cli/views/plan_human.h"
#include "cli/views/plan_markdown.h"

#include "schema/base/os/file.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

std::string render(const Command& command, const planner::Plan& plan, const Sources& sources) {
  switch (command.options.output) {
    case Format::kJson:
      return to_pretty_json(planner::plan_to_value(plan, sources)) + '\n';
    case Format::kMarkdown:
      return render_plan_markdown(plan, sources);
    case Format::kGithub:
    case Format::kSarif:
    case Format::kJunit:
    case Format::kGitlab:
      return findings_document(command, plan.findings, sources);
    case Format::kHuman:
    case Format::kDot:
    case Format::kMermaid:
      break;
  }
  return render_plan(plan, sources, command.console.out_paint(), {.explain = command.options.explain});
}

}  // namespace

int run_plan(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const Result<Planned> planned = make_plan(command, *workspace, {.offline = command.options.offline});
  if (!planned) return report(command, planned.error());
  const planner::Plan& plan = planned->plan;
  if (const Findings bad = bad_selectors(plan); !bad.empty()) {
    report(command, bad, *workspace->project.sources);
    return kExitUsage;
  }
  command.console.out(render(command, plan, *workspace->project.sources));
  if (const auto refused = planner::deletes_over_gate(plan, planned->state, std::nullopt);
      refused && command.options.output == Format::kHuman)
    command.console.say(fmt::format("note: {}\n", *refused));
  if (!command.options.out_file.empty()) {
    const Result<> saved = os::write_file_synced(named_file(command.options, command.options.out_file),
                                                 planner::save_plan(plan, *workspace->project.sources), 0600);
    if (!saved) return report(command, saved.error());
    command.console.say(plan_exit_code(plan) == kExitDone
                            ? fmt::format("saved; 'dac apply {}' does just this\n", command.options.out_file)
                            : fmt::format("saved; 'dac apply {}' refuses it until what is blocked or wrong above is "
                                          "settled and a new plan is made\n",
                                          command.options.out_file));
  }
  exit = plan_exit_code(plan);
  if (exit == kExitDone && command.options.detailed_exitcode && has_changes(plan)) return kExitChanges;
  return exit;
}

}  // namespace dac::cli
