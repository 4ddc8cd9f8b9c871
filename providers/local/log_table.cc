#include "providers/local/log_table.h"

#include <algorithm>

#include "providers/local/column_sql.h"
#include "providers/local/names.h"
#include "schema/base/text.h"

namespace dac::local {
namespace {

struct ColumnRow {
  std::string name;
  std::string type;
};

Result<std::vector<ColumnRow>> columns_of(Connection& connection, std::string_view schema, const std::string& table) {
  auto result = connection.query(
      "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = $1 AND lower(table_name) = lower($2) "
      "ORDER BY column_index",
      {schema, table});
  if (!result) return fail(result.error());
  std::vector<ColumnRow> rows;
  while (result->next()) rows.push_back({std::string(result->text(0)), std::string(result->text(1))});
  return rows;
}

const ColumnRow* find(const std::vector<ColumnRow>& rows, std::string_view name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const ColumnRow& row) { return equal_ignoring_case(row.name, name); });
  return found == rows.end() ? nullptr : &*found;
}

Result<> make_log(Connection& connection, const std::string& topic, const std::vector<schema::Column>& columns) {
  std::string sql = "CREATE TABLE " + topic_log(topic) +
                    " (_partition INTEGER NOT NULL, _offset BIGINT NOT NULL, _key VARCHAR, _timestamp TIMESTAMP NOT "
                    "NULL, _seq BIGINT NOT NULL";
  for (const schema::Column& column : columns)
    sql += ", " + quoted(log_column(column.name)) + " " + column_sql(column.type);
  return connection.run(sql + ")");
}

Result<> widen_log(Connection& connection, const std::string& topic, const std::vector<schema::Column>& columns,
                   const std::vector<ColumnRow>& now) {
  for (const schema::Column& column : columns) {
    const std::string name = log_column(column.name);
    const std::string type = column_sql(column.type);
    const ColumnRow* row = find(now, name);
    if (row == nullptr)
      DAC_TRY(connection.run("ALTER TABLE " + topic_log(topic) + " ADD COLUMN " + quoted(name) + " " + type));
    else if (row->type != type && column_of_sql(row->type) != column.type)
      DAC_TRY(connection.run("ALTER TABLE " + topic_log(topic) + " ALTER COLUMN " + quoted(name) + " SET DATA TYPE " +
                             type));
  }
  return {};
}

bool same_names(const std::vector<ColumnRow>& view, const std::vector<schema::Column>& columns) {
  return std::equal(view.begin(), view.end(), columns.begin(), columns.end(),
                    [](const ColumnRow& row, const schema::Column& column) { return row.name == column.name; });
}

/// Whether each column has its type in the log. A struct's words are compared with the engine's after both lost quotes
/// and spaces.
bool same_types(const std::vector<ColumnRow>& log, const std::vector<schema::Column>& columns) {
  const auto folded = [](std::string_view type) {
    std::string text;
    for (const char c : type)
      if (c != '"' && c != ' ') text += c;
    return text;
  };
  return std::all_of(columns.begin(), columns.end(), [&](const schema::Column& column) {
    const ColumnRow* row = find(log, log_column(column.name));
    return row != nullptr && folded(row->type) == folded(column_sql(column.type));
  });
}

}  // namespace

std::string log_column(std::string_view column) {
  const bool taken = std::any_of(std::begin(kLogColumns), std::end(kLogColumns),
                                 [&](std::string_view own) { return equal_ignoring_case(own, column); });
  return taken ? "_value" + std::string(column) : std::string(column);
}

Result<> ensure_log(Connection& connection, const std::string& topic, const std::vector<schema::Column>& columns) {
  auto log = columns_of(connection, "log", topic);
  if (!log) return fail(log.error());
  auto view = columns_of(connection, "main", topic);
  if (!view) return fail(view.error());
  if (!log->empty() && same_names(*view, columns) && same_types(*log, columns)) return {};
  DAC_TRY(log->empty() ? make_log(connection, topic, columns) : widen_log(connection, topic, columns, *log));
  std::string selected;
  for (const schema::Column& column : columns)
    selected += (selected.empty() ? "" : ", ") + quoted(log_column(column.name)) + " AS " + quoted(column.name);
  return connection.run("CREATE OR REPLACE VIEW " + topic_view(topic) + " AS SELECT " + selected + " FROM " +
                        topic_log(topic));
}

Result<bool> has_log(Connection& connection, const std::string& topic) {
  auto columns = columns_of(connection, "log", topic);
  if (!columns) return fail(columns.error());
  return !columns->empty();
}

Result<> drop_log(Connection& connection, const std::string& topic) {
  DAC_TRY(connection.run("DROP VIEW IF EXISTS " + topic_view(topic)));
  return connection.run("DROP TABLE IF EXISTS " + topic_log(topic));
}

}  // namespace dac::local
