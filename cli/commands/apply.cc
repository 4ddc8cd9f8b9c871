#include "cli/views/apply.h"

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

void show(const Command& command, const Workspace& workspace, const planner::Plan& plan) {
  if (command.options.output == Format::kJson || command.options.quiet)
    command.console.complain(render_findings(plan.findings, *workspace.project.sources, command.console.talk_paint()));
  else
    command.console.out(render_plan(plan, *workspace.project.sources, command.console.out_paint(),
                                    {.explain = command.options.explain}));
}

/// A run that may not begin still ends with a summary, where programs read along.
void close_events(const Command& command) {
  if (command.options.output != Format::kJson) return;
  ApplyView view(command.console, true, 0);
  planner::ExecuteOptions options;
  options.on_event = [&](const planner::Event& event) { view.show(event); };
  planner::tell_refused(options);
}

/// Whether the plan may run at all: 0, or the code it is refused with, having said why.
int refuse(const Command& command, const Planned& planned, bool gated) {
  if (has_bad_selector(planned.plan)) return kExitUsage;
  if (const int code = plan_exit_code(planned.plan); code != kExitDone) {
    close_events(command);
    command.console.complain(code == kExitRefused ? "refused: nothing was changed\n"
                                                  : "a target did not answer: nothing was changed\n");
    return code;
  }
  if (!gated) return kExitDone;
  const auto over = planner::deletes_over_gate(planned.plan, planned.state, command.options.max_deletes);
  if (!over) return kExitDone;
  close_events(command);
  const Error refusal{.code = codes::kTooManyDeletes, .message = *over + "; nothing was changed"};
  command.console.complain(render_error(refusal, command.console.talk_paint()));
  return kExitRefused;
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
  if (const int code = refuse(command, *planned, true); code != kExitDone) {
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
  if (!from_file && !command.options.yes && !command.console.can_ask())
    return report(command, nobody_to_ask("give --yes, or a plan file made by 'dac plan --out FILE'"));
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
  Result<Planned> planned = make_plan(command, *workspace, {.settle = true});
  if (!planned) return report(command, planned.error());
  show(command, *workspace, planned->plan);
  if (const int code = refuse(command, *planned, true); code != kExitDone) return code;
  if (!command.options.yes && has_changes(planned->plan)) {
    const std::string answer = command.console.ask(fmt::format("apply this to {}? [y/N] ", planned->plan.environment));
    if (trim(answer) != "y" && trim(answer) != "yes") {
      command.console.complain("nothing was changed\n");
      return kExitFailed;
    }
  }
  return execute_plan(command, *workspace, *planned);
}

int run_destroy(const Command& command) {
  if (!command.options.yes && !command.console.can_ask())
    return report(command, nobody_to_ask("give --yes=ENV with the environment's name"));
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const std::string& environment = workspace->project.environment;
  if (const auto error = wrong_yes(command, environment, true)) return report(command, *error);
  Result<Planned> planned = make_plan(command, *workspace, {.destroy = true, .settle = true});
  if (!planned) return report(command, planned.error());
  show(command, *workspace, planned->plan);
  if (const int code = refuse(command, *planned, command.options.max_deletes.has_value()); code != kExitDone)
    return code;
  if (!command.options.yes && has_changes(planned->plan) &&
      trim(command.console.ask(fmt::format("this deletes everything above; type '{}' to go on: ", environment))) !=
          environment) {
    command.console.complain("nothing was changed\n");
    return kExitFailed;
  }
  return execute_plan(command, *workspace, *planned);
}

}  // namespace dac::cli
