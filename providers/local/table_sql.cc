#include "providers/local/table_sql.h"

#include <algorithm>

#include "providers/local/column_sql.h"
#include "providers/local/duckdb/database.h"
#include "providers/local/live_tables.h"
#include "providers/local/names.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"

namespace dac::local {

using relational::column_before;
using relational::holds_name;
using relational::list_of;
using relational::merged_table;

namespace {

std::string name_list(const List& names) {
  std::string text;
  for (const Value& name : names)
    if (name.as_string() != nullptr) text += (text.empty() ? "" : ", ") + quoted(*name.as_string());
  return text;
}

std::string type_sql(const Value& column) { return column_sql(relational::type_of(column)); }

/// A default is a text that the engine casts, so that it reads back as it was written.
std::string default_of(const Value& column) {
  const Value* value = column.get("default");
  return value == nullptr || value->as_string() == nullptr ? std::string() : quote_literal(*value->as_string());
}

std::string create_statement(const TableName& table, const Value& fields) {
  const List& keys = list_of(fields, "primaryKey");
  std::string text = "CREATE TABLE " + table.sql() + " (";
  bool first = true;
  for (const Value& column : list_of(fields, "columns")) {
    const std::string name = column.get_string("name");
    text += (first ? "" : ", ") + quoted(name) + " " + type_sql(column);
    first = false;
    if (!column.get_bool("nullable", !holds_name(keys, name))) text += " NOT NULL";
    if (const std::string value = default_of(column); !value.empty()) text += " DEFAULT " + value;
  }
  if (!keys.empty()) text += ", PRIMARY KEY (" + name_list(keys) + ")";
  return text + ")";
}

void add_indexes(const TableName& table, const Value& fields, std::vector<std::string>& statements) {
  for (const Value& index : list_of(fields, "indexes"))
    statements.push_back(std::string("CREATE ") + (index.get_bool("unique") ? "UNIQUE " : "") + "INDEX " +
                         quoted(index_name(table.name, index.get_string("name"))) + " ON " + table.sql() + " (" +
                         name_list(list_of(index, "columns")) + ")");
}

std::string comment_statement(const TableName& table, const Value& column) {
  const std::string text = column.get_string("description");
  return "COMMENT ON COLUMN " + table.sql() + "." + quoted(column.get_string("name")) + " IS " +
         (text.empty() ? "NULL" : quote_literal(text));
}

void add_comments(const TableName& table, const Value& fields, std::vector<std::string>& statements) {
  for (const Value& column : list_of(fields, "columns"))
    if (!column.get_string("description").empty()) statements.push_back(comment_statement(table, column));
}

/// The fields that the engine holds, without comments: while they are the same, no row has to move.
Value physical(const Value& fields) {
  Map result;
  List columns;
  for (const Value& column : list_of(fields, "columns")) {
    Map kept;
    for (const auto& [name, value] : *column.as_map())
      if (name != "description" && name != "renamedFrom") kept.set(name, value);
    columns.emplace_back(std::move(kept));
  }
  result.set("columns", std::move(columns));
  result.set("primaryKey", list_of(fields, "primaryKey"));
  result.set("indexes", list_of(fields, "indexes"));
  return result;
}

/// What a column of the new table takes from the old one's rows.
std::string source_of(const Value& before, const Value& column) {
  const Value* old = column_before(before, column);
  const std::string type = type_sql(column);
  if (old != nullptr) {
    const std::string name = quoted(old->get_string("name"));
    return type_sql(*old) == type ? name : "CAST(" + name + " AS " + type + ")";
  }
  const std::string value = default_of(column);
  return value.empty() ? "NULL" : "CAST(" + value + " AS " + type + ")";
}

std::vector<std::string> rebuild(const TableName& table, const Value& before, const Value& merged) {
  const TableName fresh{table.schema, "dac new " + table.name};
  std::string names;
  std::string sources;
  for (const Value& column : list_of(merged, "columns")) {
    names += (names.empty() ? "" : ", ") + quoted(column.get_string("name"));
    sources += (sources.empty() ? "" : ", ") + source_of(before, column);
  }
  std::vector<std::string> statements = {
      create_statement(fresh, merged),
      "INSERT INTO " + fresh.sql() + " (" + names + ") SELECT " + sources + " FROM " + table.sql(),
      "DROP TABLE " + table.sql(),
      "ALTER TABLE " + fresh.sql() + " RENAME TO " + quoted(table.name),
  };
  add_indexes(table, merged, statements);
  add_comments(table, merged, statements);
  return statements;
}

}  // namespace

std::vector<std::string> create_table_sql(std::string_view native, const Value& fields) {
  const TableName table = table_name(native);
  std::vector<std::string> statements;
  if (table.schema != "main") statements.push_back("CREATE SCHEMA IF NOT EXISTS " + quoted(table.schema));
  statements.push_back(create_statement(table, fields));
  add_indexes(table, fields, statements);
  add_comments(table, fields, statements);
  return statements;
}

bool changes_rows(const Value& before, const Value& after) {
  return physical(merged_table(before, after)) != physical(before);
}

stream::Altered altered_table(const Value& before, const Value& after) {
  stream::Altered altered;
  const Value merged = merged_table(before, after);
  for (const Value& column : list_of(merged, "columns")) {
    const Value* old = column_before(before, column);
    if (old != nullptr && type_sql(*old) == type_sql(column)) continue;
    altered.retyped = altered.retyped || old != nullptr;
    altered.columns.insert(to_lower(column.get_string("name")));
  }
  altered.key = list_of(merged, "primaryKey") != list_of(before, "primaryKey");
  return altered;
}

std::vector<std::string> alter_table_sql(std::string_view native, const Value& before, const Value& after) {
  const TableName table = table_name(native);
  const Value merged = merged_table(before, after);
  if (physical(merged) != physical(before)) return rebuild(table, before, merged);
  std::vector<std::string> statements;
  for (const Value& column : list_of(merged, "columns")) {
    const Value* old = column_before(before, column);
    if (old == nullptr || old->get_string("description") != column.get_string("description"))
      statements.push_back(comment_statement(table, column));
  }
  return statements;
}

std::string drop_table_sql(std::string_view native) { return "DROP TABLE IF EXISTS " + table_name(native).sql(); }

}  // namespace dac::local
