#include "providers/local/live_tables.h"

#include "providers/local/column_sql.h"
#include "providers/local/names.h"
#include "schema/model/column.h"

namespace dac::local {
namespace {

using Tables = std::map<std::string, Value, std::less<>>;

constexpr std::string_view kColumns = R"(
SELECT schema_name, table_name, column_name, data_type, is_nullable, column_default, comment
FROM duckdb_columns() WHERE NOT internal AND database_name <> 'temp' AND schema_name NOT IN ('dac', 'log')
  AND table_oid IN (SELECT table_oid FROM duckdb_tables()) ORDER BY table_oid, column_index)";
constexpr std::string_view kKeys = R"(
SELECT schema_name, table_name, constraint_column_names
FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' AND schema_name NOT IN ('dac', 'log'))";
constexpr std::string_view kIndexes = R"(
SELECT schema_name, table_name, index_name, is_unique, CAST(expressions AS VARCHAR[])
FROM duckdb_indexes() WHERE schema_name NOT IN ('dac', 'log') ORDER BY index_name)";

/// The text of a literal: 'it''s' is it's; anything else as the engine writes it.
std::string unquoted_default(std::string_view expression) {
  if (expression.size() < 2 || expression.front() != '\'' || expression.back() != '\'') return std::string(expression);
  std::string text;
  for (std::size_t i = 1; i + 1 < expression.size(); ++i) {
    text += expression[i];
    if (expression[i] == '\'') ++i;
  }
  return text;
}

/// "city" of city or "City".
std::string unquoted_name(std::string_view expression) {
  if (expression.size() < 2 || expression.front() != '"' || expression.back() != '"') return std::string(expression);
  std::string text;
  for (std::size_t i = 1; i + 1 < expression.size(); ++i) {
    text += expression[i];
    if (expression[i] == '"') ++i;
  }
  return text;
}

Map column_of(const QueryResult& row) {
  Map column;
  column.set("name", row.text(2));
  const schema::ColumnType type = column_of_sql(row.text(3));
  if (type.kind == schema::ColumnKind::kNative)
    column.set("native", type.native);
  else
    column.set("type", schema::column_type_name(type));
  column.set("nullable", row.integer(4) != 0);
  if (!row.is_null(5) && row.text(5) != "NULL") column.set("default", unquoted_default(row.text(5)));
  if (!row.is_null(6)) column.set("description", row.text(6));
  return column;
}

Map* find_table(Tables& tables, const QueryResult& row) {
  const auto found = tables.find(native_name(row.text(0), row.text(1)));
  return found == tables.end() ? nullptr : found->second.as_map();
}

Map index_of(const QueryResult& row) {
  const std::string prefix = index_name(row.text(1), "");
  const std::string_view name = row.text(2);
  Map index;
  index.set("name", name.starts_with(prefix) ? name.substr(prefix.size()) : name);
  List columns;
  const Value expressions = row.value(4);
  for (const Value& expression : *expressions.as_list()) columns.emplace_back(unquoted_name(*expression.as_string()));
  index.set("columns", std::move(columns));
  index.set("unique", row.integer(3) != 0);
  return index;
}

}  // namespace

std::string index_name(std::string_view table, std::string_view index) {
  return std::string(table) + "." + std::string(index);
}

Result<Tables> read_tables(Connection& connection) {
  Tables tables;
  auto columns = connection.query(std::string(kColumns));
  if (!columns) return fail(columns.error());
  while (columns->next()) {
    Value& table = tables[native_name(columns->text(0), columns->text(1))];
    if (table.is_null()) {
      table = Map();
      table.as_map()->set("columns", List());
    }
    table.as_map()->find("columns")->as_list()->emplace_back(column_of(*columns));
  }
  auto keys = connection.query(std::string(kKeys));
  if (!keys) return fail(keys.error());
  while (keys->next())
    if (Map* table = find_table(tables, *keys)) table->set("primaryKey", keys->value(2));
  auto indexes = connection.query(std::string(kIndexes));
  if (!indexes) return fail(indexes.error());
  while (indexes->next()) {
    Map* table = find_table(tables, *indexes);
    if (table == nullptr) continue;
    Value& list = (*table)["indexes"];
    if (list.is_null()) list = List();
    list.as_list()->emplace_back(index_of(*indexes));
  }
  return tables;
}

}  // namespace dac::local
