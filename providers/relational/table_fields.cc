#include "providers/relational/table_fields.h"

#include <algorithm>

#include "schema/base/text.h"

namespace dac::relational {

const List& list_of(const Value& fields, std::string_view name) {
  static const List none;
  const Value* value = fields.get(name);
  return value == nullptr || value->as_list() == nullptr ? none : *value->as_list();
}

bool holds_name(const List& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const Value& item) {
    return item.as_string() != nullptr && equal_ignoring_case(*item.as_string(), name);
  });
}

schema::ColumnType type_of(const Value& column) {
  if (const std::string native = column.get_string("native"); !native.empty())
    return {.kind = schema::ColumnKind::kNative, .native = native};
  return schema::parse_column_type(column.get_string("type")).value_or(schema::ColumnType{});
}

std::string words_of(const schema::ColumnType& type) {
  return type.kind == schema::ColumnKind::kNative ? type.native : schema::column_type_name(type);
}

void canonical_type(Map& column, schema::ColumnType (*of_native)(std::string_view words)) {
  const Value* native = column.find("native");
  const Value* written = native != nullptr ? native : column.find("type");
  if (written == nullptr || written->as_string() == nullptr) return;
  const Origin origin = written->origin();
  auto type =
      native != nullptr
          ? schema::ColumnType{.kind = schema::ColumnKind::kNative, .native = *native->as_string()}
          : schema::parse_column_type(*written->as_string())
                .value_or(schema::ColumnType{.kind = schema::ColumnKind::kNative, .native = *written->as_string()});
  if (type.kind == schema::ColumnKind::kNative) type = of_native(type.native);
  const bool is_native = type.kind == schema::ColumnKind::kNative;
  column.erase(is_native ? "type" : "native");
  column.set(is_native ? "native" : "type", Value(words_of(type), origin));
}

void canonical_keys(Map& fields) {
  const Value* keys = fields.find("primaryKey");
  Value* columns = fields.find("columns");
  if (keys == nullptr || keys->as_list() == nullptr || columns == nullptr || columns->as_list() == nullptr) return;
  for (Value& item : *columns->as_list()) {
    Map* column = item.as_map();
    if (column != nullptr && column->find("nullable") != nullptr &&
        holds_name(*keys->as_list(), item.get_string("name")))
      column->set("nullable", false);
  }
}

const Value* column_before(const Value& before, const Value& wanted) {
  const auto named = [&](const std::string& name) -> const Value* {
    if (name.empty()) return nullptr;
    for (const Value& column : list_of(before, "columns"))
      if (equal_ignoring_case(column.get_string("name"), name)) return &column;
    return nullptr;
  };
  const Value* same = named(wanted.get_string("name"));
  return same != nullptr ? same : named(wanted.get_string("renamedFrom"));
}

Value merged_table(const Value& before, const Value& after) {
  Map merged;
  if (const Map* was = before.as_map())
    for (const auto& [name, value] : *was) merged.set(name, value);
  if (const Map* wanted = after.as_map())
    for (const auto& [name, value] : *wanted) {
      if (value.is_null())
        merged.erase(name);
      else
        merged.set(name, value);
    }
  List columns;
  for (const Value& column : list_of(after, "columns")) {
    Map whole;
    if (const Value* old = column_before(before, column))
      for (const auto& [name, value] : *old->as_map()) whole.set(name, value);
    if (column.get("type") != nullptr) whole.erase("native");
    if (column.get("native") != nullptr) whole.erase("type");
    for (const auto& [name, value] : *column.as_map())
      if (name != "renamedFrom") whole.set(name, value);
    if (const std::string from = column.get_string("renamedFrom"); !from.empty()) whole.set("renamedFrom", from);
    columns.emplace_back(std::move(whole));
  }
  if (after.get("columns") != nullptr) merged.set("columns", std::move(columns));
  return merged;
}

}  // namespace dac::relational
