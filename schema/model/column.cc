#include "schema/model/column.h"

#include <array>
#include <utility>

#include "schema/base/text.h"
#include "schema/base/units.h"

namespace dac::schema {

namespace {

constexpr std::array<std::pair<std::string_view, ColumnKind>, 9> kPlainTypes = {{
    {"string", ColumnKind::kString},
    {"bool", ColumnKind::kBool},
    {"int32", ColumnKind::kInt32},
    {"int64", ColumnKind::kInt64},
    {"float64", ColumnKind::kFloat64},
    {"timestamp", ColumnKind::kTimestamp},
    {"date", ColumnKind::kDate},
    {"bytes", ColumnKind::kBytes},
    {"json", ColumnKind::kJson},
}};
constexpr std::string_view kNativePrefix = "native:";
constexpr std::int64_t kMaxPrecision = 38;  // what every engine we know can hold exactly
constexpr int kMaxArrays = 16;

/// The text between `word` `open` and a closing `close`, white space allowed around each; nothing if it is not of that
/// form.
std::optional<std::string_view> inside(std::string_view text, std::string_view word, char open, char close) {
  if (!text.starts_with(word) || !text.ends_with(close)) return std::nullopt;
  text = trim(text.substr(word.size()));
  if (text.size() < 2 || text.front() != open) return std::nullopt;
  return trim(text.substr(1, text.size() - 2));
}

std::optional<ColumnType> parse_decimal(std::string_view arguments) {
  const std::size_t comma = arguments.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> precision = parse_integer(trim(arguments.substr(0, comma)));
  const std::optional<std::int64_t> scale = parse_integer(trim(arguments.substr(comma + 1)));
  if (!precision || !scale || *precision < 1 || *precision > kMaxPrecision || *scale < 0 || *scale > *precision)
    return std::nullopt;
  return ColumnType{
      .kind = ColumnKind::kDecimal, .precision = static_cast<int>(*precision), .scale = static_cast<int>(*scale)};
}

std::optional<ColumnType> parse_nested(std::string_view text, int arrays) {
  text = trim(text);
  for (const auto& [name, kind] : kPlainTypes)
    if (text == name) return ColumnType{.kind = kind};
  if (const auto arguments = inside(text, "decimal", '(', ')')) return parse_decimal(*arguments);
  if (const auto element_text = inside(text, "array", '<', '>'); element_text && arrays < kMaxArrays) {
    std::optional<ColumnType> element = parse_nested(*element_text, arrays + 1);
    if (!element) return std::nullopt;
    ColumnType type{.kind = ColumnKind::kArray};
    type.children.push_back(std::move(*element));
    return type;
  }
  return std::nullopt;
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// One type in an engine's words and nothing else: words, then arguments in brackets (numbers, names, quoted texts,
/// types, commas), then []. A comma outside of brackets, a semicolon, a comment or a word that begins a column's
/// constraint would smuggle in SQL.
bool is_native_type(std::string_view text) {
  constexpr std::array<std::string_view, 11> kConstraints = {
      "default", "primary", "unique", "check", "references", "generated", "collate", "not", "null", "as", "select"};
  std::string brackets;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_word_character(c)) {
      std::size_t end = at;
      while (end < text.size() && is_word_character(text[end])) ++end;
      for (const std::string_view word : kConstraints)
        if (equal_ignoring_case(text.substr(at, end - at), word)) return false;
      at = end - 1;
    } else if (c == '\'' || c == '"') {
      at = text.find(c, at + 1);
      if (at == std::string_view::npos) return false;
    } else if (c == '(' || c == '[' || c == '<') {
      brackets += c == '(' ? ')' : c == '[' ? ']' : '>';
    } else if (c == ')' || c == ']' || c == '>') {
      if (brackets.empty() || brackets.back() != c) return false;
      brackets.pop_back();
    } else if (c == ',' ? brackets.empty() : c != ' ' && c != '.') {
      return false;
    }
  }
  return brackets.empty() && !text.empty() && is_word_character(text.front());
}

std::string struct_name(const ColumnType& type) {
  std::string name = "struct<";
  for (std::size_t i = 0; i < type.children.size(); ++i)
    name += (i == 0 ? "" : ",") + type.names[i] + ":" + column_type_name(type.children[i]);
  return name + ">";
}

/// Before the point.
int digits(const ColumnType& type) {
  return type.kind == ColumnKind::kInt32 ? 10 : type.kind == ColumnKind::kInt64 ? 19 : type.precision - type.scale;
}

}  // namespace

std::optional<ColumnType> parse_column_type(std::string_view text) {
  text = trim(text);
  if (text.starts_with(kNativePrefix)) {
    const std::string_view native = trim(text.substr(kNativePrefix.size()));
    if (!is_native_type(native)) return std::nullopt;
    return ColumnType{.kind = ColumnKind::kNative, .native = std::string(native)};
  }
  return parse_nested(text, 0);
}

std::string column_type_name(const ColumnType& type) {
  for (const auto& [name, kind] : kPlainTypes)
    if (type.kind == kind) return std::string(name);
  if (type.kind == ColumnKind::kDecimal)
    return "decimal(" + std::to_string(type.precision) + "," + std::to_string(type.scale) + ")";
  if (type.kind == ColumnKind::kArray) return "array<" + column_type_name(type.children.front()) + ">";
  if (type.kind == ColumnKind::kMap) return "map<" + column_type_name(type.children.front()) + ">";
  if (type.kind == ColumnKind::kStruct) return struct_name(type);
  return std::string(kNativePrefix) + type.native;
}

bool widens(const ColumnType& from, const ColumnType& to) {
  if (from == to || to.kind == ColumnKind::kString) return true;
  if (from.kind == ColumnKind::kArray && to.kind == ColumnKind::kArray) return widens(from.children[0], to.children[0]);
  switch (to.kind) {
    case ColumnKind::kInt64:
      return from.kind == ColumnKind::kInt32;
    case ColumnKind::kFloat64:
      return from.kind == ColumnKind::kInt32;
    case ColumnKind::kTimestamp:
      return from.kind == ColumnKind::kDate;
    case ColumnKind::kDecimal:
      if (from.kind == ColumnKind::kInt32 || from.kind == ColumnKind::kInt64)
        return to.precision - to.scale >= digits(from);
      return from.kind == ColumnKind::kDecimal && to.scale >= from.scale && digits(to) >= digits(from);
    case ColumnKind::kJson:
      return from.kind == ColumnKind::kBool || from.kind == ColumnKind::kInt32 || from.kind == ColumnKind::kInt64;
    case ColumnKind::kString:
    case ColumnKind::kBool:
    case ColumnKind::kInt32:
    case ColumnKind::kDate:
    case ColumnKind::kBytes:
    case ColumnKind::kArray:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
    case ColumnKind::kNative:
      return false;
  }
  return false;
}

}  // namespace dac::schema
