#include "providers/postgres/column_types.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "schema/base/text.h"
#include "schema/base/units.h"

namespace dac::postgres {
namespace {

using schema::ColumnKind;
using schema::ColumnType;

struct Plain {
  std::string_view sql;
  ColumnKind kind;
};

// The first name of a kind is what we write. PostgreSQL's manual, chapter 8.
constexpr std::array<Plain, 16> kPlain = {{
    {"text", ColumnKind::kString},
    {"boolean", ColumnKind::kBool},
    {"integer", ColumnKind::kInt32},
    {"bigint", ColumnKind::kInt64},
    {"double precision", ColumnKind::kFloat64},
    {"timestamp without time zone", ColumnKind::kTimestamp},
    {"date", ColumnKind::kDate},
    {"bytea", ColumnKind::kBytes},
    {"jsonb", ColumnKind::kJson},
    {"character varying", ColumnKind::kString},
    {"bool", ColumnKind::kBool},
    {"int", ColumnKind::kInt32},
    {"int4", ColumnKind::kInt32},
    {"int8", ColumnKind::kInt64},
    {"float8", ColumnKind::kFloat64},
    {"timestamp", ColumnKind::kTimestamp},
}};

/// Other names of types that dac has no word for, with the one that the catalogue shows.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kAliases = {{
    {"varchar", "character varying"},
    {"char", "character"},
    {"int2", "smallint"},
    {"float4", "real"},
    {"decimal", "numeric"},
    {"timestamptz", "timestamp with time zone"},
    {"timetz", "time with time zone"},
    {"time", "time without time zone"},
    {"varbit", "bit varying"},
}};

ColumnType native(std::string_view type) { return {.kind = ColumnKind::kNative, .native = std::string(type)}; }

/// "character varying(20)" of varchar(20).
std::string first_name(std::string_view type) {
  const std::string_view name = type.substr(0, type.find('('));
  for (const auto& [alias, shown] : kAliases)
    if (name == alias) return std::string(shown) + std::string(type.substr(name.size()));
  return std::string(type);
}

/// numeric(10,2), numeric(10)
ColumnType decimal(std::string_view type) {
  const std::size_t open = type.find('(');
  if (open == std::string_view::npos || type.back() != ')') return native(type);
  const auto parts = split(type.substr(open + 1, type.size() - open - 2), ',');
  const auto precision = parse_integer(trim(parts[0]));
  const auto scale = parts.size() > 1 ? parse_integer(trim(parts[1])) : std::optional<std::int64_t>(0);
  if (!precision || !scale || parts.size() > 2) return native(type);
  return {.kind = ColumnKind::kDecimal, .precision = static_cast<int>(*precision), .scale = static_cast<int>(*scale)};
}

/// 1.5 of +01.50
std::string canonical_decimal(std::string text) {
  if (text.find('.') == std::string::npos || text.find_first_of("eE") != std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

/// "2024-01-31 10:00:00.5" of 2024-01-31T10:00:00.500Z
std::string canonical_timestamp(std::string text) {
  std::replace(text.begin(), text.end(), 'T', ' ');
  if (!text.empty() && text.back() == 'Z') text.pop_back();
  return text.find('.') == std::string::npos ? text : canonical_decimal(text);
}

}  // namespace

std::string column_sql(const ColumnType& type) {
  if (type.kind == ColumnKind::kDecimal) return fmt::format("numeric({},{})", type.precision, type.scale);
  if (type.kind == ColumnKind::kArray) return column_sql(type.children[0]) + "[]";
  if (type.kind == ColumnKind::kNative) return type.native;
  if (type.kind == ColumnKind::kTimestamp) return "timestamp";
  if (type.kind == ColumnKind::kStruct || type.kind == ColumnKind::kMap) return "jsonb";
  return std::string(std::ranges::find(kPlain, type.kind, &Plain::kind)->sql);
}

ColumnType column_of_sql(std::string_view type) {
  const std::string lower = to_lower(trim(type));
  if (const auto plain = std::ranges::find(kPlain, std::string_view(lower), &Plain::sql); plain != kPlain.end())
    return {.kind = plain->kind};
  if (lower.ends_with("[]")) {
    ColumnType element = column_of_sql(std::string_view(lower).substr(0, lower.size() - 2));
    if (element.kind == ColumnKind::kNative) return native(element.native + "[]");
    return {.kind = ColumnKind::kArray, .children = {std::move(element)}};
  }
  const std::string shown = first_name(lower);
  if (shown == "character varying") return {.kind = ColumnKind::kString};
  if (shown.starts_with("numeric(")) return decimal(shown);
  return native(shown == lower ? trim(type) : shown);
}

std::string canonical_default(std::string_view text, const ColumnType& type) {
  if (type.kind == ColumnKind::kBool) return to_lower(text);
  if (type.kind == ColumnKind::kDecimal || type.kind == ColumnKind::kFloat64)
    return canonical_decimal(std::string(text));
  return type.kind == ColumnKind::kTimestamp ? canonical_timestamp(std::string(text)) : std::string(text);
}

std::optional<std::string> default_of_sql(std::string_view expression) {
  if (expression == "true" || expression == "false") return std::string(expression);
  if (expression.starts_with("(") && expression.find(")::") != std::string_view::npos)
    expression = expression.substr(1, expression.find(")::") - 1);
  const bool is_number = expression.find_first_not_of("-0123456789.eE+") == std::string_view::npos;
  if (is_number && !expression.empty()) return std::string(expression);
  if (!expression.starts_with("'")) return std::nullopt;
  std::string text;
  std::size_t at = 1;
  for (; at < expression.size(); ++at) {
    if (expression[at] == '\'' && expression.substr(at + 1, 1) != "'") break;
    text += expression[at];
    if (expression[at] == '\'') ++at;
  }
  const std::string_view rest = expression.substr(std::min(at + 1, expression.size()));
  const bool is_literal = rest.empty() || (rest.starts_with("::") && rest.find_first_of("'+-*/|") == std::string::npos);
  return is_literal ? std::optional(text) : std::nullopt;
}

}  // namespace dac::postgres
