#include <fmt/format.h>

#include "cli/commands/data_plane.h"
#include "cli/views/rows.h"

#include "schema/base/os/process.h"
#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

Result<providers::GivenArguments> read_arguments(const Options& options) {
  providers::GivenArguments given;
  for (std::size_t i = 1; i < options.arguments.size(); ++i) {
    const std::string& pair = options.arguments[i];
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorKind::kUsage, codes::kUsage, fmt::format("a parameter is given as NAME=VALUE, found '{}'", pair),
                  "dac show endpoint/NAME lists its parameters");
    given.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return given;
}

}  // namespace

int run_call(const Command& command) {
  const auto given = read_arguments(command.options);
  if (!given) return report(command, given.error());
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const Result<DataTarget> target = find_data_target(command, workspace->project, "endpoint");
  if (!target) return report(command, target.error());
  os::catch_signals();  // a batch of events, or the engine, ends what it is at
  providers::Context context = make_context(command);
  const auto rows = target->plane->query(*target->resource, workspace->project, *given, context);
  if (!rows) return report(command, rows.error());
  if (rows->findings.has_errors()) {
    report(command, rows->findings, *workspace->project.sources);
    return kExitFailed;
  }
  command.console.out(command.options.output == Format::kJson ? to_pretty_json(rows_to_value(rows->value)) + '\n'
                                                              : render_rows(rows->value));
  return kExitDone;
}

int run_pipeline(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const Result<DataTarget> target = find_data_target(command, workspace->project, "pipeline");
  if (!target) return report(command, target.error());
  os::catch_signals();  // a batch of events, or the engine, ends what it is at
  providers::Context context = make_context(command);
  const auto ran = target->plane->run(*target->resource, workspace->project, context);
  if (!ran) return report(command, ran.error());
  Map root;
  root.set("format_version", 1);
  root.set("rows", ran->rows);
  command.console.out(command.options.output == Format::kJson
                          ? to_pretty_json(root) + '\n'
                          : fmt::format("{}: {} rows in its target\n", target->resource->id, ran->rows));
  return kExitDone;
}

}  // namespace dac::cli
