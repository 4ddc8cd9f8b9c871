
#include "cli/views/graph.h"

#include "cli/commands/workspace.h"

#include "schema/value/json.h"

namespace dac::cli {

int run_graph(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const schema::Project& project = workspace->project;
  const bool of_fields = command.options.columns;
  const std::vector<planner::FieldEdge> fields =
      of_fields ? planner::field_lineage(project) : std::vector<planner::FieldEdge>();
  const bool is_json = command.options.output == Format::kJson;
  const Lineage lineage = of_fields && !is_json ? lineage_of_fields(fields, project) : lineage_of(project);
  switch (command.options.output) {
    case Format::kJson:
      command.console.out(to_pretty_json(lineage_to_value(lineage, of_fields ? &fields : nullptr, *project.sources)) +
                          '\n');
      break;
    case Format::kDot:
      command.console.out(render_dot(lineage));
      break;
    case Format::kMermaid:
      command.console.out(render_mermaid(lineage));
      break;
    case Format::kHuman:
    case Format::kMarkdown:
    case Format::kGithub:
    case Format::kSarif:
    case Format::kJunit:
    case Format::kGitlab:
      command.console.out(render_lineage(lineage));
      break;
  }
  return kExitDone;
}

}  // namespace dac::cli
