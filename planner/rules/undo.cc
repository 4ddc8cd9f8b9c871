#include "planner/rules/undo.h"

#include <fmt/format.h>

#include "planner/rules/rule.h"

namespace dac::planner {
namespace {

/// retention.ms of spec.config["retention.ms"], columns[name="city"].type of spec.columns[name="city"].type.
std::string short_name(std::string_view path) {
  constexpr std::string_view kConfig = "spec.config[\"";
  if (path.starts_with(kConfig) && path.ends_with("\"]")) {
    path.remove_prefix(kConfig.size());
    path.remove_suffix(2);
    return std::string(path);
  }
  if (path.starts_with("spec.")) path.remove_prefix(5);
  return std::string(path);
}

/// SQL, whole or of one dialect.
bool is_sql(std::string_view name) { return name == "sql" || name.starts_with("sql.") || name.starts_with("sql["); }

/// SQL and long values are named, not quoted.
std::string undo_of(const FieldChange& field) {
  constexpr std::size_t kLong = 80;
  const std::string name = short_name(field.path);
  if (!field.before) return fmt::format("take {} away", name);
  if (!field.after && field.before->as_map() != nullptr) return fmt::format("put {} back", name);
  if (field.before->is_hidden()) return fmt::format("set {} to what it was", name);
  const std::string before = shown(field.before);
  if (is_sql(name) || before.size() > kLong || before.find('\n') != std::string::npos)
    return fmt::format("set {} to what it was", name);
  return fmt::format("set {} to {}", name, before);
}

}  // namespace

void describe_undo(Change& change) {
  Step& step = change.step;
  if (step.risk == Risk::kForbidden) {
    step.reversible = false;
    return;
  }
  const bool keeps_data = step.risk != Risk::kDataLoss;
  switch (step.action) {
    case Action::kCreate:
      step.undo = "delete " + step.resource;
      return;
    case Action::kDelete:
      step.reversible = keeps_data;
      step.undo = keeps_data ? fmt::format("create {} again", step.resource)
                             : fmt::format("create {} again, without its data", step.resource);
      return;
    case Action::kForget:
      step.undo = fmt::format("adopt {} again", step.resource);
      return;
    case Action::kAdopt:
      if (step.changes.empty()) {
        step.undo = "forget " + step.resource;
        return;
      }
      [[fallthrough]];
    case Action::kUpdate:
    case Action::kReplace:
      break;
  }
  step.reversible = keeps_data;
  if (is_made_elsewhere(step)) {
    step.undo = keeps_data ? "give it its old name again" : "give it its old name again, without its data";
    return;
  }
  for (const FieldChange& field : step.changes) {
    const bool partitions = field.path == "spec.partitions";
    if (partitions) step.reversible = false;
    if (!step.undo.empty()) step.undo += "; ";
    step.undo += partitions ? "partitions cannot go back" : undo_of(field);
  }
  if (!keeps_data) step.undo += "; lost data does not come back";
}

}  // namespace dac::planner
