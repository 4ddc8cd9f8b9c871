// The statements of a change, in words.
#include <fmt/format.h>

#include "providers/local/names.h"
#include "providers/local/risks.h"
#include "providers/local/table_sql.h"
#include "schema/base/text.h"
#include "schema/sql/statement.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::Operation;

std::string set_line(const Operation& operation) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : *operation.after.as_map()) {
    const Value* was = operation.before.get(name);
    if (was != nullptr && *was == value) continue;
    if (value.as_map() == nullptr) {
      parts.push_back(name == "schema" || name == "sql" ? name : name + " = " + to_json(value));
      continue;
    }
    for (const auto& [key, entry] : *value.as_map()) {
      const Value* old = was == nullptr ? nullptr : was->get(key);
      if (old != nullptr && *old == entry) continue;
      parts.push_back(name + "." + key + (entry.is_null() ? " to its default" : " = " + to_json(entry)));
    }
  }
  return join(parts, ", ");
}

std::vector<std::string> table_lines(const Operation& operation) {
  switch (operation.action) {
    case Action::kCreate:
      return create_table_sql(operation.key.name, operation.after);
    case Action::kUpdate:
      return alter_table_sql(operation.key.name, operation.before, operation.after);
    case Action::kDelete:
      return {drop_table_sql(operation.key.name)};
    case Action::kReplace: {
      std::vector<std::string> lines = {drop_table_sql(operation.key.name)};
      for (std::string& line : create_table_sql(operation.key.name, operation.after)) lines.push_back(std::move(line));
      return lines;
    }
    case Action::kAdopt:
    case Action::kForget:
      break;
  }
  return {};
}

}  // namespace

std::vector<std::string> describe_change(const Operation& operation) {
  if (operation.key.kind == "table") return table_lines(operation);
  const std::string what = operation.key.kind + " " + quoted(operation.key.name);
  switch (operation.action) {
    case Action::kCreate: {
      std::vector<std::string> lines = {"CREATE " + what};
      if (operation.key.kind == "pipeline" || operation.key.kind == "endpoint")
        lines.push_back((operation.key.kind == "pipeline" ? "run " : "PREPARE ") +
                        schema::canonical_sql(operation.after.get_string("sql")));
      return lines;
    }
    case Action::kUpdate:
      return {"ALTER " + what + ": " + set_line(operation)};
    case Action::kDelete:
      return {"DROP " + what};
    case Action::kReplace:
      return {"DROP " + what, "CREATE " + what};
    case Action::kAdopt:
    case Action::kForget:
      break;
  }
  return {};
}

}  // namespace dac::local
