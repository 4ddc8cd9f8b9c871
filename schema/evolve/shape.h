#pragma once
// The shape of a value: what Avro, JSON Schema and Protobuf all become. Shapes live in a ShapeStore and point to each
// other (a record may hold itself), so they are shared only together with their store. Immutable once read.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::schema {

enum class ShapeKind : std::uint8_t {
  // Avro
  kNull,
  kBool,
  kInt,
  kLong,
  kFloat,
  kDouble,
  kString,
  kBytes,
  kFixed,
  kEnum,
  kRecord,
  kArray,
  kMap,
  kUnion,
  kDecimal,  // bytes, or fixed where size > 0
  kUuid,
  kDate,
  kTimeMillis,
  kTimeMicros,
  kTimestampMillis,
  kTimestampMicros,
  // JSON Schema; it also uses kNull, kBool, kString, kRecord, kArray and kUnion
  kInteger,
  kNumber,
  kDateTime,
  kDay,
  kObject,  // without declared properties; children[0], if it is there, is what they must be
  kAny,
};

struct Shape;

struct ShapeField {
  std::string name;
  std::vector<std::string> aliases = {};
  const Shape* shape = nullptr;
  bool is_required = true;                  // JSON Schema: in `required`; Avro: always
  std::optional<Value> default_value = {};  // canonical: as check() gives it
  std::string doc = {};                     // Avro: what it says of itself
  int line = 0;
};

/// What JSON Schema asks of a value beyond its type.
struct ShapeLimits {
  std::optional<long double> minimum;
  std::optional<long double> maximum;
  bool is_minimum_exclusive = false;
  bool is_maximum_exclusive = false;
  std::optional<long double> multiple_of;
  std::optional<std::int64_t> min_length;  // code points of a text, items of an array
  std::optional<std::int64_t> max_length;
  std::string pattern;          // compared, never run
  std::optional<List> choices;  // enum, const; empty: nothing is valid
};

struct Shape {
  ShapeKind kind = ShapeKind::kAny;
  std::string name;                  // Avro: full name of a record, enum or fixed; JSON Schema: the title
  std::vector<std::string> aliases;  // full names
  std::vector<ShapeField> fields;
  std::vector<const Shape*> children;  // element of an array or a map, branches of a union
  std::vector<std::string> symbols;
  std::optional<std::string> default_symbol;
  int size = 0;       // bytes of a fixed
  int precision = 0;  // of a decimal
  int scale = 0;
  bool is_closed = false;             // JSON Schema: additionalProperties is false
  const Shape* additional = nullptr;  // JSON Schema: a schema for other properties
  std::unique_ptr<ShapeLimits> limits;
  std::string doc;  // Avro: what a record, an enum or a fixed says of itself
  int line = 0;     // in the schema's text, from 1
};

/// A deque: shapes never move.
using ShapeStore = std::deque<Shape>;

/// "a long", "one of OPEN, PAID", "a decimal(10,2)": what an event should hold.
std::string expected_phrase(const Shape& shape);
/// `text "12"`, "number 3.5", "a list": what it holds.
std::string found_phrase(const Value& value);
/// The type of a relation's column; a shape inside itself is json there.
ColumnType shape_column_type(const Shape& shape);
/// Whether null fits.
bool is_nullable(const Shape& shape);

}  // namespace dac::schema
