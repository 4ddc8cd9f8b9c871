#pragma once
// Columns of relations in dac's portable types (reference: Table). Plain values.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dac::schema {

enum class ColumnKind {
  kString,
  kBool,
  kInt32,
  kInt64,
  kFloat64,
  kDecimal,
  kTimestamp,
  kDate,
  kBytes,
  kJson,
  kArray,   // of children[0]
  kStruct,  // of children by names; only from schemas, cannot be written in a Table
  kMap,     // text to children[0]; only from schemas
  kNative,  // `native` in the target's own words
};

struct ColumnType {
  ColumnKind kind = ColumnKind::kString;
  int precision = 0;  // decimal
  int scale = 0;
  std::vector<ColumnType> children = {};
  std::vector<std::string> names = {};  // of a struct's children
  std::string native = {};
  friend bool operator==(const ColumnType&, const ColumnType&) = default;
};

struct Column {
  std::string name;
  ColumnType type;
  bool nullable = true;
};

/// "decimal(10,2)", "array<string>", "native:LowCardinality(String)"; nothing if it is none.
std::optional<ColumnType> parse_column_type(std::string_view text);
std::string column_type_name(const ColumnType& type);
/// Whether every value of `from` is one of `to`, unchanged.
bool widens(const ColumnType& from, const ColumnType& to);

}  // namespace dac::schema
