#include <array>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "cli/args/parse.h"
#include "cli/args/table.h"
#include "cli/commands/command.h"
#include "cli/views/apply.h"
#include "cli/views/findings.h"

#include "planner/plan/plan.h"
#include "providers/connect/connect.h"
#include "providers/kafka/kafka.h"
#include "providers/local/local.h"
#include "providers/postgres/postgres.h"
#include "providers/schema_registry/schema_registry.h"
#include "schema/base/os/process.h"
#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

struct Entry {
  std::string_view name;
  int (*function)(const Command&);
};

constexpr std::array kEntries = {
    Entry{"init", run_init},           Entry{"validate", run_validate}, Entry{"plan", run_plan},
    Entry{"apply", run_apply},         Entry{"destroy", run_destroy},   Entry{"forget", run_forget},
    Entry{"show", run_show},           Entry{"graph", run_graph},       Entry{"send", run_send},
    Entry{"call", run_call},           Entry{"run", run_pipeline},      Entry{"explain", run_explain},
    Entry{"providers", run_providers}, Entry{"version", run_version},   Entry{"completion", run_completion},
    Entry{"drift", run_drift},         Entry{"orphans", run_orphans},   Entry{"fmt", run_fmt},
    Entry{"owners", run_owners},       Entry{"schema", run_schema},     Entry{"query", run_query},
    Entry{"compat", run_compat},       Entry{"import", run_import},
};

constexpr int kSigint = 2;

/// The exit code where stdout did not take all: what was changed stays so, and its code with it.
int report_lost_output(const Command& command, int code) {
  Error error{
      .kind = ErrorKind::kFull, .code = codes::kDiskFailed, .message = "the output could not be written", .help = {}};
  const bool changes = find_command(command.options.command)->effect != Effect::kReads;
  if (changes)
    error.help = fmt::format("only the report is lost: exit code {} says what '{}' did", code, command.options.command);
  command.console.complain(render_error(error, command.console.talk_paint()));
  return code == kExitDone && !changes ? static_cast<int>(kExitFailed) : code;
}

}  // namespace

int exit_code(const Error& error) {
  const int number = static_cast<int>(error.code);
  if (number >= 700 && number < 720 && error.kind == ErrorKind::kCorrupt) return kExitLedger;
  switch (error.kind) {
    case ErrorKind::kBusy:
      return kExitBusy;
    case ErrorKind::kStale:
      return kExitStale;
    case ErrorKind::kUsage:
      return kExitUsage;
    case ErrorKind::kCancelled:
      return 128 + (os::caught_signal() == 0 ? kSigint : os::caught_signal());
    case ErrorKind::kUnavailable:
    case ErrorKind::kDenied:
    case ErrorKind::kNotFound:
    case ErrorKind::kConflict:
    case ErrorKind::kInvalid:
    case ErrorKind::kTimeout:
    case ErrorKind::kCorrupt:
    case ErrorKind::kFull:
      return kExitFailed;
  }
  return kExitFailed;
}

bool tells_events(const Command& command) {
  const CommandInfo* info = find_command(command.options.command);
  return command.options.output == Format::kJson && info != nullptr && info->effect == Effect::kRuns;
}

int report(const Command& command, const Error& error) {
  const int exit = exit_code(error);
  if (!is_document(command.options.output)) {
    command.console.complain(render_error(error, command.console.talk_paint()));
    return exit;
  }
  Findings findings;
  findings.add(to_finding(error));
  if (tells_events(command))
    command.console.out(run_done_json(planner::refused_event(), exit, findings, Sources()));
  else
    report(command, findings, Sources());
  return exit;
}

void report(const Command& command, const Findings& findings, const Sources& sources) {
  if (!is_document(command.options.output))
    command.console.complain(render_findings(findings, sources, command.console.talk_paint()));
  else if (tells_events(command))
    command.console.out(run_done_json(planner::refused_event(), kExitFailed, findings, sources));
  else
    command.console.out(findings_document(command, findings, sources));
}

int run(int argc, char** argv) {
  os::hold_standard_streams();
  os::end_on_signals();
  const Result<ParsedArguments> parsed = parse_arguments(std::vector<std::string>(argv + 1, argv + argc));
  if (!parsed) {
    const Options none;
    Console console(none);
    console.complain(render_error(parsed.error(), console.talk_paint()));
    return exit_code(parsed.error());
  }
  Console console(parsed->options);
  if (parsed->help) {
    console.out(*parsed->help);
    return kExitDone;
  }
  providers::Registry registry;
  local::register_provider(registry);
  kafka::register_provider(registry);
  schema_registry::register_provider(registry);
  connect::register_provider(registry);
  postgres::register_provider(registry);
  const Command command{parsed->options, console, registry};
  for (const Entry& entry : kEntries) {
    if (entry.name != parsed->options.command) continue;
    const int code = entry.function(command);
    return console.out_failed() ? report_lost_output(command, code) : code;
  }
  return kExitUsage;
}

}  // namespace dac::cli
