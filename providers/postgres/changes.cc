#include "providers/postgres/changes.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/postgres/endpoint_sql.h"
#include "providers/postgres/endpoints.h"
#include "providers/postgres/table_sql.h"
#include "providers/relational/applied.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::postgres {
namespace {

using providers::Action;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Risk;
using providers::RiskNote;
using relational::list_of;
using relational::TableName;

TableStatements statements_of(const Operation& operation, const TableName& table, const std::string& key) {
  switch (operation.action) {
    case Action::kCreate:
      return create_table(table, operation.after);
    case Action::kUpdate:
      return alter_table(table, operation.before, operation.after, key);
    case Action::kDelete:
      return {.together = {drop_table(table)}, .after = {}};
    case Action::kReplace: {
      TableStatements statements = create_table(table, operation.after);
      statements.together.insert(statements.together.begin(), drop_table(table));
      return statements;
    }
    case Action::kAdopt:
    case Action::kForget:
      break;
  }
  return {};
}

/// The primary key's constraint has the name that somebody gave it.
std::string key_name(Connection& connection, const TableName& table) {
  const Parameter name = table.sql();
  const auto rows = connection.ask(
      "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype = 'p'", {&name, 1});
  return rows && rows->size() > 0 ? rows->text(0, 0) : usual_key_name(table);
}

/// One that is not there is made, which needs a right of its own.
Result<> make_schema(Connection& connection, const std::string& schema) {
  const Parameter name = schema;
  const auto rows = connection.ask("SELECT 1 FROM pg_namespace WHERE nspname = $1", {&name, 1});
  if (!rows) return fail(rows.error());
  return rows->size() > 0 ? Result<>() : connection.run("CREATE SCHEMA " + relational::quoted(schema));
}

/// What is changed is still the one that the plan was made for.
Result<> check_identity(Connection& connection, const Operation& operation, const TableName& table) {
  if (operation.identity.empty()) return {};
  const Parameter name = table.sql();
  const auto rows = connection.ask("SELECT to_regclass($1)::oid", {&name, 1});
  if (!rows) return fail(rows.error());
  if (!rows->at(0, 0) || *rows->at(0, 0) == operation.identity) return {};
  return fail(ErrorKind::kConflict, codes::kObjectChanged,
              fmt::format("table {} was made again by someone else: it is {}, was {}", operation.key.name,
                          rows->text(0, 0), operation.identity),
              "plan again and look at what it says now");
}

Result<> run_all(Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) DAC_TRY(connection.run(statement));
  return {};
}

std::string timeouts(const Settings& settings) {
  return fmt::format("SELECT set_config('lock_timeout', '{}', false), set_config('statement_timeout', '{}', false)",
                     settings.lock_timeout.count(), settings.statement_timeout.count());
}

bool is_endpoint(const Operation& operation) { return operation.key.kind == "endpoint"; }

std::vector<std::string> describe_endpoint(const Operation& operation, const Settings& settings) {
  const TableName function = relational::split_name(operation.key.name, kEndpointSchema);
  std::vector<std::string> lines;
  if (operation.action != Action::kCreate) {
    lines.push_back("DROP FUNCTION " + function.sql());
    lines.push_back("DROP TYPE IF EXISTS " + answer_type(function).sql());
  }
  if (operation.action == Action::kDelete) return lines;
  for (std::string& line : create_endpoint(function, relational::merged_fields(operation.before, operation.after), {},
                                           settings.call_timeout.count()))
    if (!line.starts_with("COMMENT")) lines.push_back(line.substr(0, line.find(" AS $dac")));
  return lines;
}

Outcome apply_endpoint(Connection& connection, const Operation& operation, const Settings& settings) {
  bool is_open = false;
  Result<> done = connection.run(timeouts(settings));
  if (done)
    done = connection.transaction([&]() -> Result<> {
      const TableName function = relational::split_name(operation.key.name, kEndpointSchema);
      if (operation.action == Action::kDelete) {
        DAC_TRY(drop_endpoint(connection, operation));
      } else {
        if (operation.action == Action::kCreate) DAC_TRY(make_schema(connection, function.schema));
        DAC_TRY(put_endpoint(connection, operation, settings.call_timeout));
      }
      is_open = true;
      return {};
    });
  Outcome outcome;
  if (done) return outcome;
  outcome.kind = is_open && !connection.is_alive() ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
  outcome.error = in_context(done.error(), "while changing endpoint " + operation.key.name);
  return outcome;
}

/// Told once for all columns that it is true of.
struct Touched {
  std::vector<std::string> columns;
  [[nodiscard]] std::string names() const { return join(columns, ", "); }
};

}  // namespace

std::vector<std::string> describe_change(const Operation& operation, const Settings& settings) {
  if (is_endpoint(operation)) return describe_endpoint(operation, settings);
  const std::string& usual = settings.schema;
  const TableName table = relational::split_name(operation.key.name, usual);
  TableStatements statements = statements_of(operation, table, usual_key_name(table));
  std::vector<std::string> lines = std::move(statements.together);
  std::ranges::move(statements.after, std::back_inserter(lines));
  return lines;
}

std::vector<RiskNote> risks_of(const Operation& operation) {
  std::vector<RiskNote> notes;
  if (operation.action != Action::kUpdate || is_endpoint(operation)) return notes;
  Touched rewritten;
  Touched swapped;
  Touched scanned;
  for (const Value& column : list_of(operation.after, "columns")) {
    const Value* old = relational::column_before(operation.before, column);
    if (old == nullptr) continue;
    const std::string name = column.get_string("name");
    const Retype retype = retype_of(*old, column);
    if (retype == Retype::kRewrites) rewritten.columns.push_back(name);
    if (retype == Retype::kSwaps) swapped.columns.push_back(name);
    if (old->get_bool("nullable", true) && !column.get_bool("nullable", true)) scanned.columns.push_back(name);
  }
  if (!swapped.columns.empty())
    notes.push_back({.code = codes::kColumnSwapped,
                     .risk = Risk::kDataLoss,
                     .path = fmt::format("spec.columns[name=\"{}\"].type", swapped.columns.front()),
                     .message = fmt::format("no safe cast: a new column takes the values of {} and then its place; "
                                            "values can be rounded or cut, and one that cannot be cast ends the change",
                                            swapped.names()),
                     .help = "add a column of the new type under another name, and drop the old one later"});
  if (!rewritten.columns.empty())
    notes.push_back({.code = codes::kTableRewritten,
                     .risk = Risk::kSafe,
                     .path = {},
                     .message = fmt::format("PostgreSQL writes every row anew for the type of {}, and nobody reads or "
                                            "writes the table meanwhile",
                                            rewritten.names()),
                     .help = {}});
  if (!scanned.columns.empty())
    notes.push_back(
        {.code = codes::kTableLocked,
         .risk = Risk::kSafe,
         .path = {},
         .message = fmt::format("PostgreSQL looks at every row for a null in {}, and nobody reads or writes "
                                "the table meanwhile",
                                scanned.names()),
         .help = {}});
  return notes;
}

Outcome apply_change(Connection& connection, const Operation& operation, const Settings& settings) {
  if (is_endpoint(operation)) return apply_endpoint(connection, operation, settings);
  const TableName table = relational::split_name(operation.key.name, settings.schema);
  TableStatements statements;
  const bool is_new = operation.action == Action::kCreate || operation.action == Action::kReplace;
  Result<> done = connection.run(timeouts(settings));
  bool is_changed = false;
  bool is_open = false;  // whether a lost connection leaves open what was done: before a COMMIT nothing was
  if (done) {
    statements = statements_of(operation, table, key_name(connection, table));
    if (statements.together.empty()) done = check_identity(connection, operation, table);
    if (!statements.together.empty())
      done = connection.transaction([&]() -> Result<> {
        DAC_TRY(check_identity(connection, operation, table));
        if (is_new) DAC_TRY(make_schema(connection, table.schema));
        DAC_TRY(run_all(connection, statements.together));
        is_open = true;
        return {};
      });
    is_changed = done && !statements.together.empty();
  }
  for (std::size_t i = 0; done && i < statements.after.size(); ++i) {
    is_changed = true;  // one that fails may leave something behind
    done = connection.run(statements.after[i]);
  }
  Outcome outcome;
  if (done) return outcome;
  outcome.kind = is_open && !is_changed && !connection.is_alive() ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
  outcome.changed = is_changed;
  outcome.error = in_context(done.error(), "while changing table " + operation.key.name);
  outcome.error.retryable = outcome.error.retryable && !is_changed;
  return outcome;
}

}  // namespace dac::postgres
