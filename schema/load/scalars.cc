#include "schema/load/scalars.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/load/decode.h"

namespace dac::schema {

std::optional<Value> number_value(std::string_view text) {
  if (const auto integer = parse_integer(text)) return Value(*integer);
  if (const auto number = parse_number(text)) return Value(*number);
  return std::nullopt;
}

bool is_date(std::string_view text) {
  const auto digits = [&](std::size_t from, std::size_t count) {
    int number = 0;
    for (const char c : text.substr(from, count)) {
      if (c < '0' || c > '9') return -1;
      number = number * 10 + (c - '0');
    }
    return number;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = digits(0, 4);
  const int month = digits(5, 2);
  const int day = digits(8, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

Value core_schema_value(std::string text, Origin origin) {
  if (text == "true" || text == "false") return Value(text == "true", origin);
  if (const auto integer = parse_integer(text)) return Value(*integer, origin);
  if (const auto number = parse_number(text)) return Value(*number, origin);
  return Value(std::move(text), origin);
}

std::string with_article(std::string_view word) {
  const bool is_vowel = !word.empty() && std::string_view("AEIOaeio").find(word.front()) != std::string_view::npos;
  return fmt::format("{} {}", is_vowel ? "an" : "a", word);
}

std::string doc_help(const Field& field) {
  std::string text(field.doc);
  if (text.ends_with('.')) text.pop_back();
  const auto is_upper = [&](std::size_t i) { return i < text.size() && text[i] >= 'A' && text[i] <= 'Z'; };
  if (is_upper(0) && !is_upper(1)) text[0] = static_cast<char>(text[0] - 'A' + 'a');  // but SQL stays SQL
  return text;
}

std::string form_help(const Type& type) {
  if (type.kind == TypeKind::kList) return "a list is written [a, b], or with one '- ' a line";
  if (type.kind == TypeKind::kMap || type.kind == TypeKind::kConfig || type.kind == TypeKind::kObject)
    return "a map is written {key: value}, or with one 'key: value' a line";
  if (type.kind == TypeKind::kLiteral) return "JSON is written as a text: '{\"a\": 1}'";
  return {};
}

std::string choice_help(std::string_view word, std::span<const std::string_view> choices) {
  std::string help = did_you_mean(word, choices);
  return help.empty() && !choices.empty() ? fmt::format("there are {}", join(choices, ", ")) : help;
}

std::string range_help(const Type& type) {
  if (type.min == std::numeric_limits<std::int64_t>::min() && type.max == std::numeric_limits<std::int64_t>::max())
    return "it must fit 64 bits";
  if (type.max == std::numeric_limits<std::int64_t>::max()) return fmt::format("it must be {} or more", type.min);
  return fmt::format("it must be between {} and {}", type.min, type.max);
}

std::string integer_help(std::string_view text) {
  const bool looks_like_one = !text.empty() && text.size() < 40 &&
                              std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return looks_like_one ? "write it in plain digits: no leading zero, plus sign, separator, fraction or exponent" : "";
}

std::string column_type_help(std::string_view text) {
  static constexpr std::string_view kTypes[] = {"string",    "bool", "int32", "int64", "float64", "decimal(p,s)",
                                                "timestamp", "date", "bytes", "json",  "array<T>"};
  std::string help = did_you_mean(text, kTypes);
  return help.empty() ? fmt::format("there are {}, or native: \"...\"", join(kTypes, ", ")) : help;
}

std::string relation_forms(const Type& type, std::string_view name) {
  std::vector<std::string> forms;
  for (const std::string_view kind : type.choices) forms.push_back(fmt::format("{}/{}", to_lower(kind), name));
  std::string out;
  for (std::size_t i = 0; i < forms.size(); ++i)
    out += (i == 0 ? "" : i + 1 == forms.size() ? " or " : ", ") + forms[i];
  return out;
}

std::string expected_text(const Type& type) {
  switch (type.kind) {
    case TypeKind::kString:
    case TypeKind::kText:
      return "a text";
    case TypeKind::kName:
      return "a name";
    case TypeKind::kInteger:
      return "a whole number";
    case TypeKind::kNumber:
      return "a number";
    case TypeKind::kBool:
      return "true or false";
    case TypeKind::kDuration:
      return "a duration";
    case TypeKind::kSize:
      return "a size";
    case TypeKind::kDate:
      return "a date";
    case TypeKind::kEnum:
      return fmt::format("one of {}", join(type.choices, ", "));
    case TypeKind::kScalar:
      return "a text or number";
    case TypeKind::kLiteral:
      return "a text, a number or a list";
    case TypeKind::kPath:
      return "a path";
    case TypeKind::kConfig:
    case TypeKind::kMap:
    case TypeKind::kObject:
      return "a map";
    case TypeKind::kList:
      return "a list";
    case TypeKind::kReference:
      return fmt::format("the name of a {}", type.choices.front());
    case TypeKind::kRelation:
      return relation_forms(type, "NAME");
    case TypeKind::kSql:
      return "a text, or a map from dialect to text";
    case TypeKind::kColumnType:
      return "a column type";
    case TypeKind::kAny:
    case TypeKind::kTemplate:
      return "a value";
  }
  return "a value";
}

bool is_name(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_word(c) || c == '.' || c == '-'; });
}

}  // namespace dac::schema
