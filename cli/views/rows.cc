#include "cli/views/rows.h"

#include <algorithm>

#include "cli/views/text.h"

#include "schema/base/text.h"

namespace dac::cli {

Value rows_to_value(const providers::Rows& rows) {
  List columns;
  for (const schema::Column& column : rows.columns) {
    Map map;
    map.set("name", column.name);
    map.set("type", schema::column_type_name(column.type));
    columns.push_back(std::move(map));
  }
  List items;
  for (const List& row : rows.rows) {
    Map map;
    map.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) map.set(rows.columns[i].name, row[i]);
    items.push_back(std::move(map));
  }
  Map root;
  root.set("format_version", 1);
  root.set("columns", std::move(columns));
  root.set("rows", std::move(items));
  return root;
}

std::string render_rows(const providers::Rows& rows) {
  using schema::ColumnKind;
  std::vector<std::vector<std::string>> table(1);
  std::vector<bool> right;
  for (const schema::Column& column : rows.columns) {
    table[0].push_back(escape_control(column.name));
    const ColumnKind kind = column.type.kind;
    right.push_back(kind == ColumnKind::kInt32 || kind == ColumnKind::kInt64 || kind == ColumnKind::kFloat64 ||
                    kind == ColumnKind::kDecimal);
  }
  for (const List& row : rows.rows) {
    auto& line = table.emplace_back();
    for (const Value& value : row) line.push_back(show_value(value));
  }
  return show_table(table, right) + "(" + counted(rows.rows.size(), "row") + ")\n";
}

}  // namespace dac::cli
