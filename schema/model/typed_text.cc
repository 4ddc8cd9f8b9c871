#include "schema/model/typed_text.h"

#include <cstdint>
#include <limits>

#include "schema/base/units.h"
#include "schema/model/scalar.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

bool fits_integer(std::int64_t number, ColumnKind kind) {
  return kind == ColumnKind::kInt64 ||
         (number >= std::numeric_limits<std::int32_t>::min() && number <= std::numeric_limits<std::int32_t>::max());
}

/// The typed value of a JSON value inside an array.
std::optional<Value> from_json(const Value& value, const ColumnType& type) {
  if (value.is_null() || type.kind == ColumnKind::kJson) return value;
  if (type.kind == ColumnKind::kArray) {
    const List* list = value.as_list();
    if (list == nullptr) return std::nullopt;
    List typed;
    typed.reserve(list->size());
    for (const Value& element : *list) {
      std::optional<Value> converted = from_json(element, type.children.front());
      if (!converted) return std::nullopt;
      typed.push_back(std::move(*converted));
    }
    return Value(std::move(typed));
  }
  if (const bool* flag = value.as_bool())
    return type.kind == ColumnKind::kBool ? std::optional<Value>(*flag) : std::nullopt;
  const bool is_text_type = type.kind != ColumnKind::kBool && type.kind != ColumnKind::kInt32 &&
                            type.kind != ColumnKind::kInt64 && type.kind != ColumnKind::kFloat64;
  if (const std::string* text = value.as_string()) return is_text_type ? typed_text(*text, type) : std::nullopt;
  const bool takes_numbers = !is_text_type || type.kind == ColumnKind::kDecimal;
  if (!takes_numbers || type.kind == ColumnKind::kBool) return std::nullopt;
  if (const std::int64_t* number = value.as_int()) return typed_text(std::to_string(*number), type);
  const double* number = value.as_double();
  if (number == nullptr) return std::nullopt;
  if (type.kind == ColumnKind::kFloat64) return Value(*number);
  const std::optional<std::string> text = type.kind == ColumnKind::kDecimal ? decimal_text(*number) : std::nullopt;
  return text ? typed_text(*text, type) : std::nullopt;
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

}  // namespace

std::optional<Value> typed_text(std::string_view text, const ColumnType& type) {
  switch (type.kind) {
    case ColumnKind::kString:
    case ColumnKind::kNative:
      return Value(text);
    case ColumnKind::kBool:
      if (text != "true" && text != "false") return std::nullopt;
      return Value(text == "true");
    case ColumnKind::kInt32:
    case ColumnKind::kInt64: {
      const std::optional<std::int64_t> number = parse_integer(text);
      return number && fits_integer(*number, type.kind) ? std::optional<Value>(*number) : std::nullopt;
    }
    case ColumnKind::kFloat64: {
      const std::optional<double> number = parse_number(text);
      return number ? std::optional<Value>(*number) : std::nullopt;
    }
    case ColumnKind::kDecimal: {
      std::optional<std::string> number = fit_decimal(text, type.precision, type.scale);
      return number ? std::optional<Value>(std::move(*number)) : std::nullopt;
    }
    case ColumnKind::kTimestamp: {
      const std::optional<std::int64_t> micros = parse_timestamp(text);
      return micros ? std::optional<Value>(format_timestamp(*micros)) : std::nullopt;
    }
    case ColumnKind::kDate: {
      const std::optional<std::int64_t> days = parse_date(text);
      return days ? std::optional<Value>(format_date(*days)) : std::nullopt;
    }
    case ColumnKind::kBytes:
      return is_base64(text) ? std::optional<Value>(text) : std::nullopt;
    case ColumnKind::kJson:
    case ColumnKind::kArray:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
      break;
  }
  const Result<Value> json = parse_json(text);
  if (!json || (type.kind == ColumnKind::kArray && json->is_null())) return std::nullopt;
  return from_json(*json, type);
}

int compare_typed(const Value& a, const Value& b, ColumnKind kind) {
  if (a.as_int() != nullptr && b.as_int() != nullptr) return order(*a.as_int(), *b.as_int());
  if (a.as_double() != nullptr && b.as_double() != nullptr) return order(*a.as_double(), *b.as_double());
  if (a.as_string() == nullptr || b.as_string() == nullptr) return 0;
  if (kind == ColumnKind::kDecimal) return compare_decimals(*a.as_string(), *b.as_string());
  // Not by text: "10:00:00Z" would come after "10:00:00.5Z".
  if (kind == ColumnKind::kTimestamp) return order(parse_timestamp(*a.as_string()), parse_timestamp(*b.as_string()));
  return order(*a.as_string(), *b.as_string());
}

bool has_order(ColumnKind kind) {
  return kind == ColumnKind::kInt32 || kind == ColumnKind::kInt64 || kind == ColumnKind::kFloat64 ||
         kind == ColumnKind::kDecimal || kind == ColumnKind::kTimestamp || kind == ColumnKind::kDate ||
         kind == ColumnKind::kString;
}

std::string written_text(const Value& value) {
  const std::string* text = value.as_string();
  return text == nullptr ? to_json(value) : *text;
}

std::string type_phrase(const ColumnType& type) {
  const std::string name = column_type_name(type);
  return (name.starts_with("int") || name.starts_with("array") ? "an " : "a ") + name;
}

std::string_view type_form(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kTimestamp:
      return "write ISO 8601, as 2026-11-22T10:00:00Z";
    case ColumnKind::kDate:
      return "write ISO 8601, as 2026-11-22";
    case ColumnKind::kBool:
      return "write true or false";
    case ColumnKind::kBytes:
      return "write base64";
    case ColumnKind::kInt32:
    case ColumnKind::kInt64:
      return "write digits only, with a minus where it is negative";
    case ColumnKind::kDecimal:
      return "write digits with a point, no more of them than the type holds";
    case ColumnKind::kJson:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
      return "write JSON";
    case ColumnKind::kArray:
      return "write a JSON list, as [1, 2]";
    case ColumnKind::kString:
    case ColumnKind::kFloat64:
    case ColumnKind::kNative:
      break;
  }
  return "write a number, as 1.5";
}
}  // namespace dac::schema
