#include "providers/postgres/endpoints.h"

#include <fmt/format.h>
#include <map>

#include "providers/postgres/column_types.h"
#include "providers/postgres/endpoint_sql.h"
#include "providers/postgres/values.h"
#include "providers/relational/applied.h"
#include "providers/relational/names.h"
#include "schema/base/text.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/provider.h"

namespace dac::postgres {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Presence;
using relational::quoted;
using relational::TableName;

// Those that are named; all of the schema of endpoints where none are.
constexpr const char* kFunctions = R"(
SELECT p.oid, n.nspname, p.proname, obj_description(p.oid, 'pg_proc'), p.prosrc
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind = 'f' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  AND CASE WHEN $1::text[] IS NULL THEN n.nspname = 'api'
           ELSE (n.nspname, p.proname) IN (SELECT * FROM unnest($1::text[], $2::text[])) END
ORDER BY p.proname, obj_description(p.oid, 'pg_proc') LIKE 'dac: %' DESC NULLS LAST, p.oid)";

constexpr const char* kRights = R"(
SELECT p.oid::regprocedure::text, ARRAY(
  SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END
  FROM aclexplode(p.proacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE a.privilege_type = 'EXECUTE' AND a.grantee <> p.proowner)
FROM pg_proc p WHERE p.oid = $1::oid)";

TableName function_name(const std::string& name) { return relational::split_name(name, kEndpointSchema); }

/// Without an identity: a change makes another function of the same name.
Live live_of(const Rows& rows, std::size_t row) {
  return {.key = {"endpoint", relational::joined_name({rows.text(row, 1), rows.text(row, 2)}, kEndpointSchema)},
          .presence = Presence::kPresent,
          .identity = {},
          .fields = fields_of_function(rows.text(row, 3), rows.text(row, 4)),
          .why = {}};
}

/// Of several that share a name the one that dac made comes first.
Result<Rows> find_functions(Connection& connection, std::span<const std::string> names) {
  std::vector<std::string> schemas;
  std::vector<std::string> last;
  for (const std::string& name : names) {
    const TableName function = function_name(name);
    schemas.push_back(function.schema);
    last.push_back(function.name);
  }
  const std::vector<Parameter> wanted = {array_of(schemas), array_of(last)};
  return connection.ask(kFunctions, wanted);
}

/// The live function as it is called in DDL, "api.top(text, integer)", and who may call it.
struct Existing {
  std::string signature;
  std::vector<std::string> callers;
};

Result<std::optional<Existing>> find_existing(Connection& connection, const std::string& name) {
  const auto found = find_functions(connection, {&name, 1});
  if (!found) return fail(found.error());
  if (found->size() == 0) return std::nullopt;
  const Parameter id = found->text(0, 0);
  const auto rows = connection.ask(kRights, {&id, 1});
  if (!rows) return fail(rows.error());
  if (rows->size() == 0) return std::nullopt;
  return Existing{.signature = rows->text(0, 0), .callers = texts_of(rows->text(0, 1))};
}

/// What is made is not there yet, what is changed is.
Result<> check_presence(const Operation& operation, const std::optional<Existing>& existing) {
  if (existing.has_value() != (operation.action == providers::Action::kCreate)) return {};
  return fail(ErrorKind::kConflict, codes::kObjectChanged,
              fmt::format("function {} {} since the plan", operation.key.name,
                          existing ? "was made by someone else" : "is gone"),
              "plan again and look at what it says now");
}

Result<> drop(Connection& connection, const std::string& name, const Existing& existing) {
  DAC_TRY(connection.run("DROP FUNCTION " + existing.signature));
  return connection.run("DROP TYPE IF EXISTS " + answer_type(function_name(name)).sql());
}

/// How an argument is given, its place from 1.
std::string argument_sql(const schema::Argument& argument, std::size_t place) {
  const std::string type = column_sql(argument.type);
  if (argument.type.kind == schema::ColumnKind::kBytes) return fmt::format("decode(${}::text, 'base64')", place);
  if (argument.type.kind == schema::ColumnKind::kArray)
    return fmt::format(
        "CASE WHEN ${0}::jsonb IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(${0}::jsonb))::{1} END", place,
        type);
  return fmt::format("${}::{}", place, type);
}

/// The columns of an answer as texts that values are read from.
std::string selected(const std::vector<AnswerColumn>& columns) {
  std::vector<std::string> parts;
  for (const AnswerColumn& column : columns)
    parts.push_back(column.type == "bytea" ? "translate(encode(" + quoted(column.name) + ", 'base64'), E'\\n', '')"
                                           : quoted(column.name));
  return join(parts, ", ");
}

Error failed(Error error, const std::optional<Refusal>& refusal) {
  if (!refusal) return error;
  error.code = refusal->state == kTooManyRowsState ? codes::kTooManyRows : codes::kQueryFailed;
  error.message = refusal->message;
  if (refusal->state == kTooManyRowsState)
    error.help = "narrow it with a parameter or LIMIT, or give the endpoint a larger maxRows";
  return error;
}

}  // namespace

Result<std::vector<Live>> read_endpoints(Connection& connection, std::span<const ObjectKey> keys) {
  std::vector<std::string> names;
  for (const ObjectKey& key : keys) names.push_back(key.name);
  const auto rows = find_functions(connection, names);
  if (!rows) return fail(rows.error());
  std::map<std::string, Live> found;  // of several that share a name the one that dac made
  for (std::size_t row = 0; row < rows->size(); ++row) {
    Live live = live_of(*rows, row);
    found.emplace(live.key.name, std::move(live));
  }
  std::vector<Live> answers;
  for (const ObjectKey& key : keys) {
    const auto live = found.find(relational::joined_name(function_name(key.name), kEndpointSchema));
    Live absent{.key = key, .presence = Presence::kAbsent, .identity = {}, .fields = {}, .why = {}};
    answers.push_back(live == found.end() ? std::move(absent) : live->second);
    answers.back().key = key;
  }
  return answers;
}

Result<std::vector<Live>> list_endpoints(Connection& connection) {
  const std::vector<Parameter> all_of_them(2);
  const auto rows = connection.ask(kFunctions, all_of_them);
  if (!rows) return fail(rows.error());
  std::vector<Live> all;
  for (std::size_t row = 0; row < rows->size(); ++row) all.push_back(live_of(*rows, row));
  return all;
}

Result<> put_endpoint(Connection& connection, const Operation& operation, std::chrono::milliseconds timeout) {
  const auto existing = find_existing(connection, operation.key.name);
  if (!existing) return fail(existing.error());
  DAC_TRY(check_presence(operation, *existing));
  const Value fields = relational::merged_fields(operation.before, operation.after);
  const auto columns = connection.describe(endpoint_query(fields));
  if (!columns) return fail(columns.error());
  if (*existing) DAC_TRY(drop(connection, operation.key.name, **existing));
  const TableName function = function_name(operation.key.name);
  for (const std::string& statement : create_endpoint(function, fields, *columns, timeout.count()))
    DAC_TRY(connection.run(statement));
  if (!*existing || (*existing)->callers.empty()) return {};
  const auto made = find_existing(connection, operation.key.name);
  if (!made) return fail(made.error());
  return connection.run(
      fmt::format("GRANT EXECUTE ON FUNCTION {} TO {}", (*made)->signature, join((*existing)->callers, ", ")));
}

Result<> drop_endpoint(Connection& connection, const Operation& operation) {
  const auto existing = find_existing(connection, operation.key.name);
  if (!existing) return fail(existing.error());
  return *existing ? drop(connection, operation.key.name, **existing) : Result<>();
}

Result<providers::Rows> call_endpoint(Connection& connection, const std::string& name,
                                      std::span<const schema::Argument> arguments) {
  std::vector<Parameter> values;
  std::vector<std::string> given;
  for (const schema::Argument& argument : arguments) {
    values.push_back(parameter_of(argument.value));
    given.push_back(quoted(argument.name) + " => " + argument_sql(argument, values.size()));
  }
  const TableName function = function_name(name);
  const std::string call = " FROM " + function.sql() + "(" + join(given, ", ") + ")";
  const auto columns = connection.describe("SELECT *" + call);
  if (!columns) return fail(failed(columns.error(), connection.refusal()));
  const auto rows = connection.ask("SELECT " + selected(*columns) + call, values);
  if (!rows) return fail(failed(rows.error(), connection.refusal()));
  return typed_rows(*columns, *rows);
}

}  // namespace dac::postgres
