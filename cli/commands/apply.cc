#include "cli/views/apply.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/commands/planning.h"
#include "cli/views/findings.h"
#include "cli/views/plan_human.h"

#include "planner/apply/execute.h"
#include "schema/base/os/file.h"
#include "schema/base/text.h"
#include "schema/diag/codes/change.h"
#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

Error nobody_to_ask(std::string_view what) {
  return {.kind = ErrorKind::kUsage,
          .code = codes::kUsage,
          .message = "there is no terminal to ask on",
          .help = std::string(what)};
}

/// --yes=ENV says yes to one environment only; destroy wants it named.
std::optional<Error> wrong_yes(const Command& command, const std::string& environment, bool wants_name) {
  const Options& options = command.options;
  if (!options.yes || options.yes_to == environment || (options.yes_to.empty() && !wants_name)) return std::nullopt;
  return Error{.kind = ErrorKind::kUsage,
               .code = codes::kUsage,
               .message = fmt::format("{} wants --yes to name the environment '{}', found '{}'", options.command,
                                      environment, options.yes_to),
               .help = fmt::format("give --yes={}, or -e for another environment", environment)};
}

/// Whether the run can come to its changes: someone said yes, or is there to say it.
bool may_change(const Command& command) { return command.options.yes || command.console.can_ask(); }

void show(const Command& command, const Workspace& workspace, const planner::Plan& plan) {
  if (command.options.output == Format::kJson || command.options.quiet)
    command.console.complain(render_findings(plan.findings, *workspace.project.sources, command.console.talk_paint()));
  else
    command.console.out(
        render_plan(plan, *workspace.project.sources, command.console.out_paint(),
                    {.explain = command.options.explain,
                     .changed = command.options.command == "destroy" ? "To be taken down" : "You changed"}));
}

/// Ends a run that may not begin, having said why; programs that read along get its last line. Gives `exit`.
int end_refused(const Command& command, const Workspace& workspace, const planner::Plan& plan, int exit) {
  if (tells_events(command))
    command.console.out(run_done_json(planner::refused_event(), exit, plan.findings, *workspace.project.sources));
  return exit;
}

/// Which steps are blocked, and how to do the others.
std::string say_blocked(const planner::Plan& plan, bool can_select) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> blocked;
  std::vector<std::string> others;
  for (const planner::Step& step : plan.steps)
    if (step.blocked_by.empty())
      others.push_back("--only " + step.resource);
    else
      blocked.push_back(fmt::format("{} {}", planner::action_name(step.action), step.resource));
  const auto list = [](std::vector<std::string> items, std::string_view between) {
    const std::size_t more = items.size() > kShown ? items.size() - kShown : 0;
    items.resize(items.size() - more);
    return escape_control(join(items, between)) + (more == 0 ? "" : fmt::format(" and {} more", more));
  };
  if (blocked.empty()) return "refused: nothing was changed\n";
  std::string text = fmt::format("refused: {} blocked; nothing was changed\n", list(blocked, ", "));
  if (!others.empty() && others.size() <= kShown && can_select)
    text += fmt::format("  what is not blocked: dac apply {}\n", list(others, " "));
  return text;
}

/// Whether the plan may run at all: 0, or the code it is refused with, having said why.
int refuse(const Command& command, const Workspace& workspace, Planned& planned, bool gated) {
  planner::Plan& plan = planned.plan;
  if (const int code = plan_exit_code(plan); code != kExitDone) {
    command.console.complain(code == kExitRefused
                                 ? say_blocked(plan, command.options.command == "apply" && plan.selection.empty())
                                 : "a target did not answer: nothing was changed\n");
    return end_refused(command, workspace, plan, code);
  }
  const auto over = gated ? planner::deletes_over_gate(plan, planned.state, command.options.max_deletes) : std::nullopt;
  if (!over) return kExitDone;
  const Error refusal{.code = codes::kTooManyDeletes, .message = *over + "; nothing was changed"};
  command.console.complain(render_error(refusal, command.console.talk_paint()));
  plan.findings.add(to_finding(refusal));
  return end_refused(command, workspace, plan, kExitRefused);
}

/// What is asked before a plan runs, and the one answer that lets it.
struct Question {
  std::string text;
  std::vector<std::string_view> yes;
  std::string otherwise;  // what to give where nobody can be asked
};

/// Shows the plan, asks, and executes it.
int show_ask_execute(const Command& command, const Workspace& workspace, Planned& planned, const Question& question) {
  if (Findings bad = bad_selectors(planned.plan); !bad.empty()) {
    command.console.complain(render_findings(bad, *workspace.project.sources, command.console.talk_paint()));
    planned.plan.findings = std::move(bad);
    return end_refused(command, workspace, planned.plan, kExitUsage);
  }
  show(command, workspace, planned.plan);
  const bool asks = !command.options.yes;
  if (asks && !command.console.can_ask()) return report(command, nobody_to_ask(question.otherwise));
  const bool gated = command.options.command == "apply" || command.options.max_deletes.has_value();
  if (const int code = refuse(command, workspace, planned, gated); code != kExitDone) return code;
  if (asks && has_changes(planned.plan)) {
    // A plan that could not be shown is none that someone agrees to.
    const std::string answer = command.console.out_failed() ? std::string() : command.console.ask(question.text);
    if (std::ranges::find(question.yes, trim(answer)) == question.yes.end()) {
      command.console.complain("nothing was changed\n");
      return end_refused(command, workspace, planned.plan, kExitFailed);
    }
  }
  return execute_plan(command, workspace, planned);
}

/// The environment that a plan file is for; "" where it cannot be read, which applying it then says.
std::string environment_of(const std::string& file) {
  const Result<std::string> text = os::read_file(file);
  if (!text) return {};
  const Result<planner::SavedPlan> saved = planner::parse_saved_plan(*text);
  return saved ? saved->environment : std::string();
}

int apply_saved(const Command& command, const Workspace& workspace, const std::string& file) {
  const Result<std::string> text = os::read_file(file);
  if (!text) return report(command, in_context(text.error(), "while reading the plan file"));
  const Result<planner::SavedPlan> saved = planner::parse_saved_plan(*text);
  if (!saved) return report(command, saved.error());
  Options again = command.options;
  again.only = saved->selection;
  again.rotate = saved->rotate;
  const Command selected{again, command.console, command.registry};
  Result<Planned> planned = make_plan(selected, workspace, {.settle = true});
  if (!planned) return report(command, planned.error());
  Result<planner::Plan> matched = planner::match_saved(*saved, std::move(planned->plan), planned->state);
  if (!matched) return report(command, matched.error());
  planned->plan = std::move(*matched);
  if (const int code = refuse(command, workspace, *planned, true); code != kExitDone) {
    command.console.complain(
        render_findings(planned->plan.findings, *workspace.project.sources, command.console.talk_paint()));
    return code;
  }
  const int code = execute_plan(command, workspace, *planned);
  if (code == kExitDone && !has_changes(planned->plan) && command.options.output != Format::kJson)
    command.console.say(fmt::format("nothing to do in {}\n", planned->plan.environment));
  return code;
}

}  // namespace

int run_apply(const Command& given) {
  const bool from_file = !given.options.arguments.empty();
  Options options = given.options;
  if (from_file) options.plan_environment = environment_of(named_file(options, options.arguments.front()));
  const Command command{options, given.console, given.registry};
  if (from_file && !(command.options.only.empty() && command.options.rotate.empty()))
    return report(command, Error{.kind = ErrorKind::kUsage,
                                 .code = codes::kUsage,
                                 .message = "a plan file says itself what it selects",
                                 .help = "give --only and --rotate to 'dac plan --out FILE'"});
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  if (const auto error = wrong_yes(command, workspace->project.environment, false)) return report(command, *error);
  if (from_file)
    return apply_saved(command, *workspace, named_file(command.options, command.options.arguments.front()));
  Result<Planned> planned = make_plan(command, *workspace, {.settle = may_change(command)});
  if (!planned) return report(command, planned.error());
  return show_ask_execute(command, *workspace, *planned,
                          {.text = fmt::format("apply this to {}? [y/N] ", planned->plan.environment),
                           .yes = {"y", "yes"},
                           .otherwise = "give --yes, or a plan file made by 'dac plan --out FILE'"});
}

int run_destroy(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const std::string& environment = workspace->project.environment;
  if (const auto error = wrong_yes(command, environment, true)) return report(command, *error);
  Result<Planned> planned = make_plan(command, *workspace, {.destroy = true, .settle = may_change(command)});
  if (!planned) return report(command, planned.error());
  return show_ask_execute(command, *workspace, *planned,
                          {.text = fmt::format("this {} all that is listed above; type '{}' to go on: ",
                                               planned->plan.summary.remove > 0 ? "deletes" : "gives up", environment),
                           .yes = {environment},
                           .otherwise = fmt::format("give --yes={}", environment)});
}

}  // namespace dac::cli
