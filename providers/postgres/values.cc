#include "providers/postgres/values.h"

#include <fmt/format.h>

#include "providers/postgres/column_types.h"
#include "schema/base/units.h"
#include "schema/value/json.h"

namespace dac::postgres {
namespace {

using schema::ColumnKind;
using schema::ColumnType;

constexpr std::string_view kZoned = "timestamp with time zone";

/// 2024-01-31T10:00:00.5Z of "2024-01-31 10:00:00.5", or of the same with +00 behind it.
std::string iso_time(std::string text) {
  if (const std::size_t space = text.find(' '); space != std::string::npos) text[space] = 'T';
  if (text.ends_with("+00")) text.resize(text.size() - 3);
  return text + "Z";
}

Value value_of(const std::string& text, const ColumnType& type);

Value list_of(const std::string& array, const ColumnType& element) {
  List list;
  for (const auto& item : cells_of(array)) list.push_back(item ? value_of(*item, element) : Value());
  return list;
}

Value value_of(const std::string& text, const ColumnType& type) {
  switch (type.kind) {
    case ColumnKind::kInt32:
    case ColumnKind::kInt64:
      return parse_integer(text).value_or(0);
    case ColumnKind::kFloat64:
      if (const auto number = parse_number(text)) return *number;
      return text;  // NaN, Infinity
    case ColumnKind::kBool:
      return text == "t";
    case ColumnKind::kTimestamp:
      return iso_time(text);
    case ColumnKind::kJson:
      return parse_json(text).value_or(Value(text));
    case ColumnKind::kArray:
      return list_of(text, type.children[0]);
    case ColumnKind::kNative:
      if (type.native == "smallint") return parse_integer(text).value_or(0);
      return type.native == kZoned ? iso_time(text) : text;
    case ColumnKind::kString:
    case ColumnKind::kBytes:
    case ColumnKind::kDecimal:
    case ColumnKind::kDate:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
      return text;
  }
  return text;
}

}  // namespace

Parameter parameter_of(const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (const std::string* text = value.as_string()) return *text;
  return to_json(value);
}

providers::Rows typed_rows(const std::vector<AnswerColumn>& columns, const Rows& rows) {
  providers::Rows typed;
  for (const AnswerColumn& column : columns)
    typed.columns.push_back({.name = column.name, .type = column_of_sql(column.type)});
  for (std::size_t row = 0; row < rows.size(); ++row) {
    List cells;
    for (std::size_t i = 0; i < columns.size(); ++i)
      cells.push_back(rows.at(row, i) ? value_of(*rows.at(row, i), typed.columns[i].type) : Value());
    typed.rows.push_back(std::move(cells));
  }
  return typed;
}

}  // namespace dac::postgres
