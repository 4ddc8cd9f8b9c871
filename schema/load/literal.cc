#include "schema/load/literal.h"

#include <limits>

#include "schema/base/units.h"

namespace dac::schema {

std::optional<Value> typed_literal(const ColumnType& type, const std::string& text, Origin origin) {
  switch (type.kind) {
    case ColumnKind::kBool:
      if (text != "true" && text != "false") return std::nullopt;
      return Value(text == "true", origin);
    case ColumnKind::kInt32:
    case ColumnKind::kInt64: {
      const auto number = parse_integer(text);
      if (!number) return std::nullopt;
      using Limits = std::numeric_limits<std::int32_t>;
      if (type.kind == ColumnKind::kInt32 && (*number < Limits::min() || *number > Limits::max())) return std::nullopt;
      return Value(*number, origin);
    }
    case ColumnKind::kFloat64: {
      const auto number = parse_number(text);
      if (!number) return std::nullopt;
      return Value(*number, origin);
    }
    case ColumnKind::kDecimal:
      if (!parse_number(text)) return std::nullopt;
      return Value(text, origin);
    case ColumnKind::kString:
    case ColumnKind::kTimestamp:
    case ColumnKind::kDate:
    case ColumnKind::kBytes:
    case ColumnKind::kJson:
    case ColumnKind::kArray:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
    case ColumnKind::kNative:
      return Value(text, origin);
  }
  return std::nullopt;
}

}  // namespace dac::schema
