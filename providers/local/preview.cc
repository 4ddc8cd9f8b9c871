// What the data and the registry say to a change that has not been made yet.
#include <fmt/format.h>

#include "providers/local/column_sql.h"
#include "providers/local/live_schema.h"
#include "providers/local/names.h"
#include "providers/local/risks.h"
#include "providers/local/subjects.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::Operation;

/// The first number of the first row; nothing where the engine would not say.
std::optional<std::int64_t> count(Connection& connection, const std::string& sql) {
  auto result = connection.query(sql);
  if (!result || !result->next()) return std::nullopt;
  return result->integer(0);
}

void add(Findings& findings, const Operation& operation, const Value& at, Code code, std::string message,
         std::string help) {
  findings.add(code, at.origin(), std::move(message), std::move(help)).resource = operation.resource;
}

std::string sql_type(const Value& column) { return column_sql(relational::type_of(column)); }

void preview_column(Connection& connection, const Operation& operation, const Value& column, Findings& findings) {
  const std::string table = table_name(operation.key.name).sql();
  const std::string name = column.get_string("name");
  const Value* old = relational::column_before(operation.before, column);
  const bool must_hold = !column.get_bool("nullable", true);
  if (old == nullptr) {
    const auto rows = must_hold && column.get("default") == nullptr ? count(connection, "SELECT count(*) FROM " + table)
                                                                    : std::nullopt;
    if (rows.value_or(0) > 0)
      add(findings, operation, column, codes::kRowsDoNotFit,
          fmt::format("new column {} takes no nulls and has no default, but {} has {}", name, operation.resource,
                      counted(static_cast<std::size_t>(*rows), "row")),
          "give it a default, or let it be nullable");
    return;
  }
  const std::string was = quoted(old->get_string("name"));
  const std::string type = sql_type(column);
  if (type != sql_type(*old)) {
    const auto misfits = count(connection, "SELECT count(*) FROM " + table + " WHERE " + was +
                                               " IS NOT NULL AND TRY_CAST(" + was + " AS " + type + ") IS NULL");
    if (misfits.value_or(0) > 0)
      add(findings, operation, column, codes::kRowsDoNotFit,
          fmt::format("{} in column {} cannot be cast to {}", counted(static_cast<std::size_t>(*misfits), "value"),
                      name, type),
          "mend the values first, or add a column beside it");
  }
  if (!must_hold || !old->get_bool("nullable", true)) return;
  const auto nulls = count(connection, "SELECT count(*) FROM " + table + " WHERE " + was + " IS NULL");
  if (nulls.value_or(0) > 0)
    add(findings, operation, column, codes::kRowsDoNotFit,
        fmt::format("column {} is to take no nulls, but {} null there", name,
                    *nulls == 1 ? "1 row is" : fmt::format("{} rows are", *nulls)),
        "fill them first, or let it be nullable");
}

void preview_key(Connection& connection, const Operation& operation, Findings& findings) {
  const Value* key = operation.after.get("primaryKey");
  const Value* was = operation.before.get("primaryKey");
  if (key == nullptr || key->as_list() == nullptr || key->as_list()->empty() || (was != nullptr && *was == *key))
    return;
  std::string names;
  for (const Value& name : *key->as_list()) names += (names.empty() ? "" : ", ") + quoted(*name.as_string());
  const auto twice = count(connection, "SELECT count(*) FROM (SELECT 1 FROM " + table_name(operation.key.name).sql() +
                                           " GROUP BY " + names + " HAVING count(*) > 1)");
  if (twice.value_or(0) > 0)
    add(findings, operation, *key, codes::kRowsDoNotFit,
        fmt::format("the primary key ({}) does not tell rows apart: {} there more than once", names,
                    *twice == 1 ? "1 key is" : fmt::format("{} keys are", *twice)),
        "choose columns that do, or remove the rows");
}

void preview_schema(Connection& connection, const Operation& operation, const LinePlace& place, Findings& findings) {
  auto subjects = read_subjects(connection);
  if (!subjects) return;
  // A reference that this plan is to make is not there yet: then the apply checks what the preview cannot.
  const auto references = live_references(connection, operation.after);
  if (!references) return;
  for (const Breach& breach : breaches(*subjects, operation.after, *references))
    for (const schema::Violation& violation : breach.violations) {
      const std::string message =
          violation.path.empty() ? violation.message : fmt::format("{}: {}", violation.path, violation.message);
      Finding& finding = findings.add(violation.code, place(operation, violation.new_line), message, violation.help);
      finding.severity = Severity::Error;
      finding.resource = operation.resource;
      finding.notes.push_back({.text = fmt::format("subject '{}' is {}; held against version {}", breach.subject,
                                                   breach.mode, breach.version)});
    }
}

}  // namespace

void preview_change(Connection& connection, const Operation& operation, const LinePlace& place, Findings& findings) {
  if (operation.key.kind == "schema" && (operation.action == Action::kCreate || operation.action == Action::kUpdate))
    preview_schema(connection, operation, place, findings);
  if (operation.key.kind != "table" || operation.action != Action::kUpdate) return;
  const Value* columns = operation.after.get("columns");
  if (columns == nullptr || columns->as_list() == nullptr) return;
  for (const Value& column : *columns->as_list()) preview_column(connection, operation, column, findings);
  preview_key(connection, operation, findings);
}

List evidence_of(Connection& connection, const Operation& operation) {
  List facts;
  const auto add_fact = [&](std::string_view what, const std::string& sql) {
    auto result = connection.query(sql);
    if (!result || !result->next()) return;
    Map fact;
    fact.set("what", what);
    fact.set("name", operation.key.name);
    fact.set("count", result->value(0));
    if (result->columns().size() > 1 && !result->is_null(1)) fact.set("last", result->value(1));
    facts.emplace_back(std::move(fact));
  };
  if (operation.action == Action::kCreate) return facts;
  if (operation.key.kind == "topic")
    add_fact("events", "SELECT count(*), max(_timestamp) FROM " + topic_log(operation.key.name));
  if (operation.key.kind == "table") add_fact("rows", "SELECT count(*) FROM " + table_name(operation.key.name).sql());
  return facts;
}

}  // namespace dac::local
