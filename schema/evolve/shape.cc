#include "schema/evolve/shape.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

constexpr std::size_t kLongestQuote = 60;

/// The records around a shape, and how many more types may be written out: types that name each other can mean far more
/// than they say.
struct Around {
  std::vector<const Shape*> records;
  std::size_t left = 10'000;
};
constexpr std::size_t kDeepest = 32;

ColumnType column_type(const Shape& shape, Around& around);

ColumnType nested(ColumnKind kind, const Shape& element, Around& around) {
  ColumnType type{.kind = kind};
  type.children.push_back(column_type(element, around));
  return type;
}

ColumnType record_type(const Shape& shape, Around& around) {
  const bool is_inside = std::find(around.records.begin(), around.records.end(), &shape) != around.records.end();
  if (is_inside || around.records.size() >= kDeepest) return {.kind = ColumnKind::kJson};
  around.records.push_back(&shape);
  ColumnType type{.kind = ColumnKind::kStruct};
  for (const ShapeField& field : shape.fields) {
    type.names.push_back(field.name);
    type.children.push_back(column_type(*field.shape, around));
  }
  around.records.pop_back();
  // No engine has an empty struct.
  return type.names.empty() ? ColumnType{.kind = ColumnKind::kJson} : type;
}

ColumnType union_type(const Shape& shape, Around& around) {
  const Shape* only = nullptr;
  for (const Shape* branch : shape.children) {
    if (branch->kind == ShapeKind::kNull) continue;
    if (only != nullptr) return {.kind = ColumnKind::kJson};
    only = branch;
  }
  return only == nullptr ? ColumnType{.kind = ColumnKind::kJson} : column_type(*only, around);
}

ColumnType column_type(const Shape& shape, Around& around) {
  if (around.left == 0) return {.kind = ColumnKind::kJson};
  --around.left;
  switch (shape.kind) {
    case ShapeKind::kBool:
      return {.kind = ColumnKind::kBool};
    case ShapeKind::kInt:
    case ShapeKind::kTimeMillis:
      return {.kind = ColumnKind::kInt32};
    case ShapeKind::kLong:
    case ShapeKind::kTimeMicros:
    case ShapeKind::kInteger:
      return {.kind = ColumnKind::kInt64};
    case ShapeKind::kFloat:
    case ShapeKind::kDouble:
    case ShapeKind::kNumber:
      return {.kind = ColumnKind::kFloat64};
    case ShapeKind::kString:
    case ShapeKind::kEnum:
    case ShapeKind::kUuid:
      return {.kind = ColumnKind::kString};
    case ShapeKind::kBytes:
    case ShapeKind::kFixed:
      return {.kind = ColumnKind::kBytes};
    case ShapeKind::kDecimal:
      return {.kind = ColumnKind::kDecimal, .precision = shape.precision, .scale = shape.scale};
    case ShapeKind::kDate:
    case ShapeKind::kDay:
      return {.kind = ColumnKind::kDate};
    case ShapeKind::kTimestampMillis:
    case ShapeKind::kTimestampMicros:
    case ShapeKind::kDateTime:
      return {.kind = ColumnKind::kTimestamp};
    case ShapeKind::kArray:
      return nested(ColumnKind::kArray, *shape.children.front(), around);
    case ShapeKind::kMap:
      return nested(ColumnKind::kMap, *shape.children.front(), around);
    case ShapeKind::kRecord:
      return record_type(shape, around);
    case ShapeKind::kUnion:
      return union_type(shape, around);
    case ShapeKind::kNull:
    case ShapeKind::kObject:
    case ShapeKind::kAny:
      break;
  }
  return {.kind = ColumnKind::kJson};
}

std::string union_phrase(const Shape& shape) {
  std::vector<std::string> parts;
  for (const Shape* branch : shape.children) parts.push_back(expected_phrase(*branch));
  return join(parts, " or ");
}

}  // namespace

std::string expected_phrase(const Shape& shape) {
  if (shape.limits && shape.limits->choices) {
    std::vector<std::string> choices;
    for (const Value& choice : *shape.limits->choices)
      choices.push_back(choice.as_string() != nullptr ? *choice.as_string() : to_json(choice));
    return choices.empty() ? "nothing" : "one of " + join(choices, ", ");
  }
  switch (shape.kind) {
    case ShapeKind::kNull:
      return "null";
    case ShapeKind::kBool:
      return "a boolean";
    case ShapeKind::kInt:
      return "an int";
    case ShapeKind::kLong:
      return "a long";
    case ShapeKind::kFloat:
      return "a float";
    case ShapeKind::kDouble:
      return "a double";
    case ShapeKind::kString:
      return "a string";
    case ShapeKind::kBytes:
      return "bytes (a text of code points up to 255)";
    case ShapeKind::kFixed:
      return fmt::format("a fixed of {} (a text of code points up to 255)",
                         counted(static_cast<std::size_t>(shape.size), "byte"));
    case ShapeKind::kEnum:
      return "one of " + join(shape.symbols, ", ");
    case ShapeKind::kArray:
      return "an array";
    case ShapeKind::kMap:
      return "a map";
    case ShapeKind::kRecord:
    case ShapeKind::kObject:
      return "an object";
    case ShapeKind::kUnion:
      return union_phrase(shape);
    case ShapeKind::kDecimal:
      return fmt::format("a decimal({},{})", shape.precision, shape.scale);
    case ShapeKind::kUuid:
      return "a uuid";
    case ShapeKind::kDate:
      return "a date (days since 1970 or ISO 8601)";
    case ShapeKind::kTimeMillis:
      return "a time (milliseconds of the day)";
    case ShapeKind::kTimeMicros:
      return "a time (microseconds of the day)";
    case ShapeKind::kTimestampMillis:
      return "a timestamp (milliseconds since 1970 or ISO 8601)";
    case ShapeKind::kTimestampMicros:
      return "a timestamp (microseconds since 1970 or ISO 8601)";
    case ShapeKind::kInteger:
      return "an integer";
    case ShapeKind::kNumber:
      return "a number";
    case ShapeKind::kDateTime:
      return "a timestamp (ISO 8601)";
    case ShapeKind::kDay:
      return "a date (ISO 8601)";
    case ShapeKind::kAny:
      break;
  }
  return "any value";
}

std::string found_phrase(const Value& value) {
  if (value.as_list() != nullptr) return "a list";
  if (value.as_map() != nullptr) return "an object";
  if (const std::string* text = value.as_string()) {
    if (text->size() <= kLongestQuote) return "text " + json_quote(*text);
    std::size_t end = kLongestQuote;
    while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80) --end;
    return "text " + json_quote(text->substr(0, end) + "...");
  }
  if (value.as_int() != nullptr) return "integer " + to_json(value);
  if (value.as_double() != nullptr) return "number " + to_json(value);
  return to_json(value);
}

ColumnType shape_column_type(const Shape& shape) {
  Around around;
  return column_type(shape, around);
}

bool is_nullable(const Shape& shape) {
  if (shape.kind == ShapeKind::kNull || shape.kind == ShapeKind::kAny) return true;
  return shape.kind == ShapeKind::kUnion && std::any_of(shape.children.begin(), shape.children.end(),
                                                        [](const Shape* branch) { return is_nullable(*branch); });
}

}  // namespace dac::schema
