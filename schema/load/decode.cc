#include "schema/load/decode.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/language.h"
#include "schema/kind/shape.h"
#include "schema/load/scalars.h"
#include "schema/model/column.h"

namespace dac::schema {

Finding& Decoder::report(Code code, Origin origin, std::string message, std::string help) {
  failed_ = true;
  return findings_.add(code, origin, std::move(message), std::move(help));
}

std::nullopt_t Decoder::wrong_text(const Field& field, std::string_view expected, std::string_view text, Origin origin,
                                   std::string help) {
  report(codes::kWrongType, origin, fmt::format("expected {} for '{}', found '{}'", expected, field.name, text),
         std::move(help));
  return std::nullopt;
}

std::nullopt_t Decoder::wrong(const Field& field, const Type& type, const Node& node) {
  if (node.kind == NodeKind::kEmpty) {
    report(codes::kNullValue, node.span.begin,
           fmt::format("expected {} for '{}', found nothing", expected_text(type), field.name),
           "leave the field out or give it a value; null removes only in defaults and overrides");
    return std::nullopt;
  }
  const std::string_view found = node.kind == NodeKind::kMap    ? "a map"
                                 : node.kind == NodeKind::kList ? "a list"
                                                                : "a text";
  report(codes::kWrongType, node.span.begin,
         fmt::format("expected {} for '{}', found {}", expected_text(type), field.name, found), form_help(type));
  return std::nullopt;
}

void Decoder::check_keys(std::span<const Field> fields, const Node& node) {
  for (const auto& [key, value] : node.entries) {
    if (find_field(fields, key.text) != nullptr) continue;
    std::vector<std::string_view> names;
    for (const Field& field : fields) names.push_back(field.name);
    report(codes::kUnknownField, key.span.begin, fmt::format("unknown field '{}'", key.text),
           choice_help(key.text, names));
  }
}

namespace {

/// The required field that an unknown key stands for, which is said of the key: the one that it resembles, or the only
/// one that is missing where it is the only unknown key.
std::string_view misspelled(std::span<const Field> fields, const Node& node, std::string_view missing) {
  std::vector<std::string_view> names;
  for (const Field& known : fields) names.push_back(known.name);
  std::size_t unknown = 0;
  for (const auto& [key, value] : node.entries) {
    if (find_field(fields, key.text) != nullptr) continue;
    ++unknown;
    if (nearest(key.text, names) == missing) return missing;
  }
  const auto absent = std::count_if(fields.begin(), fields.end(), [&](const Field& field) {
    return field.required && node.find(field.name) == nullptr;
  });
  return unknown == 1 && absent == 1 ? missing : std::string_view();
}

}  // namespace

Map Decoder::object(std::span<const Field> fields, const Node& node, Origin owner) {
  Map map;
  if (node.kind != NodeKind::kMap) return map;
  map.reserve(std::min(node.entries.size(), fields.size()));
  std::size_t known = 0;
  for (const Field& field : fields) {
    const Node* child = node.find(field.name);
    if (child == nullptr) {
      if (field.required && misspelled(fields, node, field.name).empty())
        report(codes::kMissingField, owner, fmt::format("'{}' is missing", field.name), doc_help(field));
      continue;
    }
    ++known;
    if (auto decoded = value(field, field.type, *child)) map.set(std::string(field.name), std::move(*decoded));
  }
  if (known != node.entries.size()) check_keys(fields, node);
  return map;
}

std::optional<Value> Decoder::value(const Field& field, const Type& type, const Node& node) {
  switch (shape_of(type.kind)) {
    case Shape::kObject:
      if (node.kind != NodeKind::kMap) return wrong(field, type, node);
      return Value(object(type.fields, node, node.span.begin), node.span.begin);
    case Shape::kMap:
      return map(field, type, node);
    case Shape::kConfig:
      return config(field, node);
    case Shape::kList:
      return list(field, type, node);
    case Shape::kSql:
      return node.kind == NodeKind::kMap ? dialects(field, node) : scalar(field, type, node);
    case Shape::kColumnType:
      return node.kind == NodeKind::kMap ? column_type(field, node) : scalar(field, type, node);
    case Shape::kAny:
      return any(field, node);
    case Shape::kTemplate: {
      const Variables* variables = std::exchange(variables_, nullptr);
      auto whole = any(field, node);
      variables_ = variables;
      return whole;
    }
    case Shape::kLiteral:
      return literal(field, type, node);
    case Shape::kScalar:
      return scalar(field, type, node);
  }
  return std::nullopt;
}

std::optional<Expanded> Decoder::expand(const Field& field, const Node& node) {
  if (variables_ == nullptr || !has_interpolation(node.text)) return Expanded{.text = node.text};
  const std::size_t before = secrets_.size();
  auto expanded = variables_->expand(node.text, node.span.begin, secrets_, findings_);
  if (!expanded) {
    failed_ = true;
    secrets_.resize(before);
    return std::nullopt;
  }
  if (expanded->is_secret && !field.secret) {
    report(codes::kSecretNotAllowed, node.span.begin, fmt::format("'{}' cannot hold a secret", field.name),
           "a secret may stand in a password, a target's URL or a connector's configuration");
    secrets_.resize(before);
    return std::nullopt;
  }
  return expanded;
}

std::optional<Value> Decoder::scalar(const Field& field, const Type& type, const Node& node) {
  if (node.kind != NodeKind::kScalar) return wrong(field, type, node);
  auto expanded = expand(field, node);
  if (!expanded) return std::nullopt;
  if (expanded->list != nullptr) {
    report(codes::kWrongType, node.span.begin,
           fmt::format("expected {} for '{}', found a list variable", expected_text(type), field.name),
           "a list variable stands where a list is expected");
    return std::nullopt;
  }
  if (expanded->is_secret) return Value(Secret{std::move(expanded->text)}, node.span.begin);
  return typed(field, type, std::move(expanded->text), node.span.begin);
}

std::optional<Value> Decoder::typed(const Field& field, const Type& type, std::string text, Origin origin) {
  switch (type.kind) {
    case TypeKind::kInteger:
      return integer(field, type, text, origin);
    case TypeKind::kNumber:
      return number(field, type, text, origin);
    case TypeKind::kBool:
      if (text != "true" && text != "false") return wrong_text(field, "true or false", text, origin);
      return Value(text == "true", origin);
    case TypeKind::kDuration:
      if (is_integer_too_large(text)) return too_large(field, type, text, origin);
      if (const auto duration = parse_duration(text)) return in_range(field, type, *duration, origin);
      return wrong_text(field, "a duration", text, origin,
                        "a duration is written 250ms, 30s, 15m, 1h30m, 7d, 2w or in plain milliseconds");
    case TypeKind::kSize:
      if (is_integer_too_large(text)) return too_large(field, type, text, origin);
      if (const auto size = parse_size(text)) return in_range(field, type, *size, origin);
      return wrong_text(field, "a size", text, origin,
                        "a size is written 100B, 5kB, 5MB, 1KiB, 1MiB, 1GiB or in plain bytes");
    case TypeKind::kDate:
      if (!is_date(text)) return wrong_text(field, "a date", text, origin, "a date is written 2026-11-22");
      return Value(std::move(text), origin);
    case TypeKind::kName:
      return name(field, std::move(text), origin);
    case TypeKind::kReference: {
      const std::string prefix = to_lower(type.choices.front()) + "/";
      if (type.choices.size() == 1 && text.starts_with(prefix)) text.erase(0, prefix.size());
      return name(field, std::move(text), origin);
    }
    case TypeKind::kRelation:
      return relation(field, type, std::move(text), origin);
    case TypeKind::kEnum:
      return choice(field, type, std::move(text), origin);
    case TypeKind::kColumnType: {
      const auto column = parse_column_type(text);
      if (column) return Value(column_type_name(*column), origin);
      report(codes::kBadColumnType, origin, fmt::format("'{}' is no column type", text), column_type_help(text));
      return std::nullopt;
    }
    case TypeKind::kString:
      if (field.name == "name" && (text.empty() || has_control(text))) {
        report(codes::kBadName, origin, fmt::format("'{}' is no name", text),
               "a name here is any text without control or bidirectional characters");
        return std::nullopt;
      }
      return Value(std::move(text), origin);
    case TypeKind::kPath:
      return path(field, std::move(text), origin);
    case TypeKind::kScalar:
    case TypeKind::kLiteral:
    case TypeKind::kText:
    case TypeKind::kSql:
    case TypeKind::kConfig:
    case TypeKind::kMap:
    case TypeKind::kList:
    case TypeKind::kObject:
    case TypeKind::kAny:
    case TypeKind::kTemplate:
      return Value(std::move(text), origin);
  }
  return std::nullopt;
}

std::nullopt_t Decoder::too_large(const Field& field, const Type& type, std::string_view text, Origin origin) {
  report(codes::kIntegerTooLarge, origin, fmt::format("{} is too large for '{}'", text, field.name), range_help(type));
  return std::nullopt;
}

std::optional<Value> Decoder::integer(const Field& field, const Type& type, const std::string& text, Origin origin) {
  const auto number = parse_integer(text);
  if (number) return in_range(field, type, *number, origin);
  if (is_integer_too_large(text)) return too_large(field, type, text, origin);
  return wrong_text(field, "a whole number", text, origin, integer_help(text));
}

std::optional<Value> Decoder::number(const Field& field, const Type& type, const std::string& text, Origin origin) {
  auto number = number_value(text);
  if (!number) return wrong_text(field, "a number", text, origin);
  if (const std::int64_t* whole = number->as_int()) return in_range(field, type, *whole, origin);
  if (*number->as_double() < static_cast<double>(type.min)) {
    report(codes::kOutOfRange, origin, fmt::format("{} is out of range for '{}'", text, field.name), range_help(type));
    return std::nullopt;
  }
  number->set_origin(origin);
  return number;
}

std::optional<Value> Decoder::in_range(const Field& field, const Type& type, std::int64_t number, Origin origin) {
  if (number >= type.min && number <= type.max) return Value(number, origin);
  report(codes::kOutOfRange, origin, fmt::format("{} is out of range for '{}'", number, field.name), range_help(type));
  return std::nullopt;
}

namespace {

/// What a name is made of; of one that holds a character which only looks as if it were, which that is.
std::string name_help(std::string_view text) {
  std::string help = "a name has ASCII letters, digits, '_', '.' and '-', and starts with a letter, a digit or '_'";
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(text[i])); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (byte(i) < 0x80U) continue;
    const unsigned more = byte(i) >= 0xF0U ? 3 : byte(i) >= 0xE0U ? 2 : 1;
    unsigned point = byte(i) & (0x3FU >> more);
    for (unsigned n = 1; n <= more && i + n < text.size(); ++n) point = (point << 6U) | (byte(i + n) & 0x3FU);
    const std::size_t place = count_code_points(text.substr(0, i)) + 1;
    return help + fmt::format("; character {} here is U+{:04X}", place, point);
  }
  return help;
}

}  // namespace

std::optional<Value> Decoder::name(const Field& field, std::string text, Origin origin) {
  if (is_name(text)) return Value(std::move(text), origin);
  report(codes::kBadName, origin, fmt::format("'{}' is no name for '{}'", text, field.name), name_help(text));
  return std::nullopt;
}

std::optional<Value> Decoder::relation(const Field& field, const Type& type, std::string text, Origin origin) {
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos && is_name(std::string_view(text).substr(slash + 1)))
    for (const std::string_view kind : type.choices)
      if (find_kind(kind)->lower == std::string_view(text).substr(0, slash)) return Value(std::move(text), origin);
  return wrong_text(field, expected_text(type), text, origin,
                    slash == std::string::npos && is_name(text) ? fmt::format("write {}", relation_forms(type, text))
                                                                : std::string());
}

std::optional<Value> Decoder::path(const Field& field, std::string text, Origin origin) {
  if (text.empty() || text.find('\0') != std::string::npos) return wrong_text(field, "a path", text, origin);
  return Value(std::move(text), origin);
}

std::optional<Value> Decoder::choice(const Field& field, const Type& type, std::string text, Origin origin) {
  if (std::find(type.choices.begin(), type.choices.end(), text) != type.choices.end())
    return Value(std::move(text), origin);
  std::string help = did_you_mean(text, type.choices);
  report(codes::kUnknownChoice, origin,
         fmt::format("expected {} for '{}', found '{}'", expected_text(type), field.name, text), std::move(help));
  return std::nullopt;
}

}  // namespace dac::schema
