#include "providers/local/column_sql.h"

#include <array>
#include <fmt/format.h>

#include "providers/local/names.h"
#include "schema/base/text.h"
#include "schema/base/units.h"

namespace dac::local {
namespace {

using schema::ColumnKind;
using schema::ColumnType;

struct Plain {
  std::string_view sql;
  ColumnKind kind;
};

// The first name of a kind is what we write; the engine understands the others and writes the first back.
constexpr std::array<Plain, 29> kPlain = {{
    {"VARCHAR", ColumnKind::kString},     {"BOOLEAN", ColumnKind::kBool},
    {"INTEGER", ColumnKind::kInt32},      {"BIGINT", ColumnKind::kInt64},
    {"DOUBLE", ColumnKind::kFloat64},     {"TIMESTAMP", ColumnKind::kTimestamp},
    {"DATE", ColumnKind::kDate},          {"BLOB", ColumnKind::kBytes},
    {"JSON", ColumnKind::kJson},          {"TEXT", ColumnKind::kString},
    {"STRING", ColumnKind::kString},      {"CHAR", ColumnKind::kString},
    {"BPCHAR", ColumnKind::kString},      {"NVARCHAR", ColumnKind::kString},
    {"BOOL", ColumnKind::kBool},          {"LOGICAL", ColumnKind::kBool},
    {"INT", ColumnKind::kInt32},          {"INT4", ColumnKind::kInt32},
    {"SIGNED", ColumnKind::kInt32},       {"INT8", ColumnKind::kInt64},
    {"LONG", ColumnKind::kInt64},         {"FLOAT8", ColumnKind::kFloat64},
    {"DATETIME", ColumnKind::kTimestamp}, {"TIMESTAMP WITHOUT TIME ZONE", ColumnKind::kTimestamp},
    {"BYTEA", ColumnKind::kBytes},        {"BINARY", ColumnKind::kBytes},
    {"VARBINARY", ColumnKind::kBytes},    {"INT32", ColumnKind::kInt32},
    {"INT64", ColumnKind::kInt64},
}};

ColumnType native(std::string_view type) { return {.kind = ColumnKind::kNative, .native = std::string(type)}; }

/// DECIMAL, DECIMAL(10), DECIMAL(10,2), NUMERIC(...)
ColumnType decimal(std::string_view type, std::string_view upper) {
  const std::size_t open = upper.find('(');
  if (open == std::string_view::npos) return {.kind = ColumnKind::kDecimal, .precision = 18, .scale = 3};
  if (upper.back() != ')') return native(type);
  const auto parts = split(upper.substr(open + 1, upper.size() - open - 2), ',');
  const auto precision = parse_integer(trim(parts[0]));
  const auto scale = parts.size() > 1 ? parse_integer(trim(parts[1])) : std::optional<std::int64_t>(0);
  if (!precision || !scale || parts.size() > 2) return native(type);
  return {.kind = ColumnKind::kDecimal, .precision = static_cast<int>(*precision), .scale = static_cast<int>(*scale)};
}

}  // namespace

std::string column_sql(const ColumnType& type) {
  switch (type.kind) {
    case ColumnKind::kDecimal:
      return fmt::format("DECIMAL({},{})", type.precision, type.scale);
    case ColumnKind::kArray:
      return column_sql(type.children[0]) + "[]";
    case ColumnKind::kMap:
      return "MAP(VARCHAR, " + column_sql(type.children[0]) + ")";
    case ColumnKind::kNative:
      return type.native;
    case ColumnKind::kStruct: {
      std::string text = "STRUCT(";
      for (std::size_t i = 0; i < type.children.size(); ++i)
        text += (i == 0 ? "" : ", ") + quoted(type.names[i]) + " " + column_sql(type.children[i]);
      return text + ")";
    }
    case ColumnKind::kString:
    case ColumnKind::kBool:
    case ColumnKind::kInt32:
    case ColumnKind::kInt64:
    case ColumnKind::kFloat64:
    case ColumnKind::kTimestamp:
    case ColumnKind::kDate:
    case ColumnKind::kBytes:
    case ColumnKind::kJson:
      break;
  }
  for (const Plain& plain : kPlain)
    if (plain.kind == type.kind) return std::string(plain.sql);
  return "VARCHAR";
}

ColumnType column_of_sql(std::string_view type) {
  const std::string_view written = trim(type);
  std::string upper;
  for (const char c : written) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  for (const Plain& plain : kPlain)
    if (plain.sql == upper) return {.kind = plain.kind};
  if (upper.ends_with("[]")) {
    ColumnType element = column_of_sql(written.substr(0, written.size() - 2));
    if (element.kind == ColumnKind::kNative) return native(written);
    return {.kind = ColumnKind::kArray, .children = {std::move(element)}};
  }
  if (upper.starts_with("DECIMAL") || upper.starts_with("NUMERIC")) return decimal(written, upper);
  if (upper.starts_with("VARCHAR(") || upper.starts_with("CHAR(")) return {.kind = ColumnKind::kString};
  return native(written);
}

}  // namespace dac::local
