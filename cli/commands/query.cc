#include "planner/policy/query.h"

#include <iostream>

#include "cli/commands/planning.h"
#include "cli/views/rows.h"

#include "planner/policy/project_relations.h"
#include "schema/base/os/process.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// The rows of a plan made now.
Result<> fill_changes(const Command& command, const Workspace& workspace, const planner::RowSink& sink) {
  const Result<Planned> planned = make_plan(command, workspace, {});
  if (!planned) return fail(planned.error());
  if (!planned->plan.unknown.empty()) {
    const planner::UnknownItem& unknown = planned->plan.unknown.front();
    return fail(unknown.is_held ? ErrorKind::kBusy : ErrorKind::kUnavailable, codes::kFailed,
                "the changes are not known: target " + unknown.target + ": " + unknown.why);
  }
  planner::change_rows(planned->plan, workspace.project, sink);
  return {};
}

/// One byte more than a query may have: then it is refused for its length.
std::string read_query(std::istream& input) {
  std::string text(planner::kLongestQuery + 1, '\0');
  input.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(input.gcount()));
  return text;
}

}  // namespace

int run_query(const Command& command) {
  const std::string& argument = command.options.arguments.front();
  const std::string sql = argument == "-" ? read_query(std::cin) : argument;
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const planner::RowSource source = [&](const planner::Relation& relation, const planner::RowSink& sink) -> Result<> {
    if (planner::is_of_a_plan(relation)) return fill_changes(command, *workspace, sink);
    planner::project_rows(relation, workspace->project, sink);
    return {};
  };
  os::catch_signals();
  planner::QueryLimits limits;
  limits.cancelled = make_context(command).cancelled;
  const Result<providers::Rows> rows = planner::query(sql, planner::query_relations(), source, limits);
  if (!rows) return report(command, rows.error());
  command.console.out(command.options.output == Format::kJson ? to_pretty_json(rows_to_value(*rows)) + '\n'
                                                              : render_rows(*rows));
  return kExitDone;
}

}  // namespace dac::cli
