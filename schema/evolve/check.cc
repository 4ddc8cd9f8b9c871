#include "schema/evolve/check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

#include "schema/base/text.h"
#include "schema/model/scalar.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

constexpr std::int64_t kFirstDay = -719'162;  // 0001-01-01
constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31
constexpr std::int64_t kDayMicros = 86'400'000'000;

/// The bytes that a text of code points up to 255 stands for; nothing if one is above.
std::optional<std::string> to_bytes(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      bytes += text[i];
    } else if ((byte == 0xC2 || byte == 0xC3) && i + 1 < text.size()) {
      bytes += static_cast<char>(((byte & 0x03) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3F));
    } else {
      return std::nullopt;
    }
  }
  return bytes;
}

/// \xNN for every byte: a form that SQL engines read back without a codec.
std::string escape_bytes(std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 4);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {'\\', 'x', kHex[byte >> 4], kHex[byte & 0x0F]};
  }
  return text;
}

__extension__ typedef unsigned __int128 Uint128;

/// A decimal of Avro: two's complement, the first byte the highest; nothing beyond 16 bytes.
std::optional<std::string> unscaled_text(std::string_view bytes, int scale) {
  if (bytes.empty() || bytes.size() > 16) return std::nullopt;
  Uint128 number = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0 ? ~Uint128{0} : Uint128{0};
  for (const char c : bytes) number = (number << 8) | static_cast<unsigned char>(c);
  const bool is_negative = (number >> 127) != 0;
  if (is_negative) number = ~number + 1;
  std::string digits;
  for (; number != 0; number /= 10) digits += static_cast<char>('0' + static_cast<int>(number % 10));
  while (digits.size() <= static_cast<std::size_t>(scale)) digits += '0';
  if (scale > 0) digits.insert(static_cast<std::size_t>(scale), 1, '.');
  if (is_negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = static_cast<char>(text[i] | 0x20);
    if (is_dash ? text[i] != '-' : !((text[i] >= '0' && text[i] <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

std::int64_t least_integer(ShapeKind kind) {
  if (kind == ShapeKind::kInt) return std::numeric_limits<std::int32_t>::min();
  const bool is_time = kind == ShapeKind::kTimeMillis || kind == ShapeKind::kTimeMicros;
  return is_time ? 0 : std::numeric_limits<std::int64_t>::min();
}

std::int64_t greatest_integer(ShapeKind kind) {
  if (kind == ShapeKind::kInt) return std::numeric_limits<std::int32_t>::max();
  if (kind == ShapeKind::kTimeMillis) return kDayMicros / 1000 - 1;
  return kind == ShapeKind::kTimeMicros ? kDayMicros - 1 : std::numeric_limits<std::int64_t>::max();
}

/// The branch that takes an integer exactly, where a union has both such a one and a double.
bool is_exact_branch(const Shape& branch, const Value& in) {
  const ShapeKind kind = branch.kind;
  return in.as_int() != nullptr && (kind == ShapeKind::kInt || kind == ShapeKind::kLong || kind == ShapeKind::kInteger);
}

}  // namespace

bool Checker::check(const Shape& shape, const Value& in, Value& out) {
  return check_type(shape, in, out) && (shape.limits == nullptr || limits(shape, in));
}

bool Checker::check_type(const Shape& shape, const Value& in, Value& out) {
  switch (shape.kind) {
    case ShapeKind::kAny:
      out = in;
      return true;
    case ShapeKind::kNull:
      return in.is_null() || refuse(shape, in);
    case ShapeKind::kBool:
      if (in.as_bool() == nullptr) return refuse(shape, in);
      out = in;
      return true;
    case ShapeKind::kInt:
    case ShapeKind::kLong:
    case ShapeKind::kInteger:
    case ShapeKind::kTimeMillis:
    case ShapeKind::kTimeMicros:
    case ShapeKind::kFloat:
    case ShapeKind::kDouble:
    case ShapeKind::kNumber:
      return number(shape, in, out);
    case ShapeKind::kString:
    case ShapeKind::kUuid:
    case ShapeKind::kBytes:
    case ShapeKind::kFixed:
      return text(shape, in, out);
    case ShapeKind::kDecimal:
      return decimal(shape, in, out);
    case ShapeKind::kDate:
    case ShapeKind::kDay:
      return date(shape, in, out);
    case ShapeKind::kTimestampMillis:
    case ShapeKind::kTimestampMicros:
    case ShapeKind::kDateTime:
      return timestamp(shape, in, out);
    case ShapeKind::kEnum:
      return symbol(shape, in, out);
    case ShapeKind::kRecord:
      return record(shape, in, out);
    case ShapeKind::kArray:
      return array(shape, in, out);
    case ShapeKind::kMap:
    case ShapeKind::kObject:
      return map(shape, in, out);
    case ShapeKind::kUnion:
      return branch(shape, in, out);
  }
  return refuse(shape, in);
}

bool Checker::number(const Shape& shape, const Value& in, Value& out) {
  const std::int64_t* integer = in.as_int();
  if (shape.kind == ShapeKind::kFloat || shape.kind == ShapeKind::kDouble || shape.kind == ShapeKind::kNumber) {
    if (integer == nullptr && in.as_double() == nullptr) return refuse(shape, in);
    const double value = integer != nullptr ? static_cast<double>(*integer) : *in.as_double();
    if (shape.kind == ShapeKind::kFloat && std::fabs(value) > static_cast<double>(std::numeric_limits<float>::max()))
      return refuse(shape, in);
    out = value;
    return true;
  }
  if (integer == nullptr || *integer < least_integer(shape.kind) || *integer > greatest_integer(shape.kind))
    return refuse(shape, in);
  out = *integer;
  return true;
}

bool Checker::text(const Shape& shape, const Value& in, Value& out) {
  const std::string* value = in.as_string();
  if (value == nullptr || (shape.kind == ShapeKind::kUuid && !is_uuid(*value))) return refuse(shape, in);
  if (shape.kind == ShapeKind::kString || shape.kind == ShapeKind::kUuid) {
    out = *value;
    return true;
  }
  const std::optional<std::string> bytes = to_bytes(*value);
  if (!bytes || (shape.kind == ShapeKind::kFixed && bytes->size() != static_cast<std::size_t>(shape.size)))
    return refuse(shape, in);
  out = escape_bytes(*bytes);
  return true;
}

bool Checker::decimal(const Shape& shape, const Value& in, Value& out) {
  std::optional<std::string> written;
  if (mode_ == CheckMode::kAvroDefault) {
    const std::optional<std::string> bytes = in.as_string() == nullptr ? std::nullopt : to_bytes(*in.as_string());
    if (bytes) written = unscaled_text(*bytes, shape.scale);
  } else if (in.as_string() != nullptr) {
    written = *in.as_string();
  } else if (in.as_int() != nullptr) {
    written = std::to_string(*in.as_int());
  } else if (in.as_double() != nullptr) {
    written = decimal_text(*in.as_double());
  }
  std::optional<std::string> fitted = written ? fit_decimal(*written, shape.precision, shape.scale) : std::nullopt;
  if (!fitted) return refuse(shape, in);
  out = std::move(*fitted);
  return true;
}

bool Checker::date(const Shape& shape, const Value& in, Value& out) {
  std::optional<std::int64_t> days;
  if (in.as_int() != nullptr && shape.kind == ShapeKind::kDate) days = *in.as_int();
  if (in.as_string() != nullptr && mode_ == CheckMode::kEvent) days = parse_date(*in.as_string());
  if (!days || *days < kFirstDay || *days > kLastDay) return refuse(shape, in);
  out = format_date(*days);
  return true;
}

bool Checker::timestamp(const Shape& shape, const Value& in, Value& out) {
  std::optional<std::int64_t> micros;
  if (in.as_int() != nullptr && shape.kind != ShapeKind::kDateTime) {
    const bool is_millis = shape.kind == ShapeKind::kTimestampMillis;
    std::int64_t scaled = 0;
    if (!__builtin_mul_overflow(*in.as_int(), is_millis ? 1000 : 1, &scaled)) micros = scaled;
  }
  if (in.as_string() != nullptr && mode_ == CheckMode::kEvent) micros = parse_timestamp(*in.as_string());
  if (!micros || *micros < kFirstDay * kDayMicros || *micros >= (kLastDay + 1) * kDayMicros) return refuse(shape, in);
  out = format_full_timestamp(*micros);
  return true;
}

bool Checker::symbol(const Shape& shape, const Value& in, Value& out) {
  const std::string* value = in.as_string();
  if (value != nullptr && std::find(shape.symbols.begin(), shape.symbols.end(), *value) != shape.symbols.end()) {
    out = *value;
    return true;
  }
  const std::vector<std::string_view> symbols(shape.symbols.begin(), shape.symbols.end());
  if (value != nullptr) help_ = did_you_mean(*value, symbols);
  return refuse(shape, in);
}

bool Checker::record(const Shape& shape, const Value& in, Value& out) {
  const Map* map = in.as_map();
  if (map == nullptr) return refuse(shape, in);
  Map made;
  made.reserve(shape.fields.size());
  std::size_t found = 0;
  auto next = map->begin();  // producers mostly write fields in the schema's order
  for (const ShapeField& field : shape.fields) {
    const Value* value = nullptr;
    if (next != map->end() && next->first == field.name) {
      value = &next->second;
      ++next;
    } else {
      value = map->find(field.name);
    }
    path_.push_back({field.name, 0});
    Value canonical;
    if (value != nullptr) ++found;
    if (value == nullptr ? !missing(field, canonical) : !check(*field.shape, *value, canonical)) return false;
    path_.pop_back();
    made.append(field.name, std::move(canonical));
  }
  if (found != map->size()) return unknown(shape, *map);
  out = Value(std::move(made));
  return true;
}

bool Checker::missing(const ShapeField& field, Value& out) {
  if (field.default_value) {
    out = *field.default_value;
    return true;
  }
  if (!field.is_required) return true;
  help_ = "give it, or give it a default in the schema";
  return refuse("missing, and it has no default");
}

bool Checker::unknown(const Shape& shape, const Map& map) {
  std::vector<std::string_view> names;
  for (const ShapeField& field : shape.fields) names.push_back(field.name);
  for (const auto& [key, value] : map) {
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    path_.push_back({key, 0});
    help_ = did_you_mean(key, names);
    return refuse("the schema has no such field");
  }
  return false;
}

bool Checker::array(const Shape& shape, const Value& in, Value& out) {
  const List* list = in.as_list();
  if (list == nullptr) return refuse(shape, in);
  List made(list->size());
  for (std::size_t i = 0; i < list->size(); ++i) {
    path_.push_back({{}, i});
    if (!check(*shape.children.front(), (*list)[i], made[i])) return false;
    path_.pop_back();
  }
  out = Value(std::move(made));
  return true;
}

bool Checker::map(const Shape& shape, const Value& in, Value& out) {
  const Map* map = in.as_map();
  if (map == nullptr) return refuse(shape, in);
  if (shape.children.empty()) {
    out = in;
    return true;
  }
  Map made;
  made.reserve(map->size());
  for (const auto& [key, value] : *map) {
    path_.push_back({key, 0});
    Value canonical;
    if (!check(*shape.children.front(), value, canonical)) return false;
    path_.pop_back();
    made.append(key, std::move(canonical));
  }
  out = Value(std::move(made));
  return true;
}

bool Checker::branch(const Shape& shape, const Value& in, Value& out) {
  if (mode_ == CheckMode::kAvroDefault) return check(*shape.children.front(), in, out);
  const std::size_t depth = path_.size();
  const Shape* only = nullptr;
  std::size_t others = 0;
  for (const Shape* candidate : shape.children) {
    if (candidate->kind == ShapeKind::kNull) {
      if (in.is_null()) return true;
    } else {
      only = candidate;
      ++others;
    }
  }
  if (others == 1 && !in.is_null()) return check(*only, in, out);
  for (const bool wants_exact : {true, false})
    for (const Shape* candidate : shape.children) {
      if (is_exact_branch(*candidate, in) != wants_exact) continue;
      if (check(*candidate, in, out)) {
        help_.clear();
        return true;
      }
      path_.resize(depth);
    }
  help_.clear();
  return refuse(shape, in);
}

bool Checker::limits(const Shape& shape, const Value& in) {
  const ShapeLimits& limits = *shape.limits;
  if (limits.choices && std::find(limits.choices->begin(), limits.choices->end(), in) == limits.choices->end())
    return refuse(shape, in);
  if (in.as_int() != nullptr || in.as_double() != nullptr) {
    const long double number =
        in.as_int() != nullptr ? static_cast<long double>(*in.as_int()) : static_cast<long double>(*in.as_double());
    const auto written = [](long double limit) { return fmt::format("{}", static_cast<double>(limit)); };
    if (limits.minimum && (limits.is_minimum_exclusive ? number <= *limits.minimum : number < *limits.minimum))
      return refuse(fmt::format("expected {} {}, found {}", limits.is_minimum_exclusive ? "more than" : "at least",
                                written(*limits.minimum), to_json(in)));
    if (limits.maximum && (limits.is_maximum_exclusive ? number >= *limits.maximum : number > *limits.maximum))
      return refuse(fmt::format("expected {} {}, found {}", limits.is_maximum_exclusive ? "less than" : "at most",
                                written(*limits.maximum), to_json(in)));
    if (limits.multiple_of && std::fabs(std::remainder(number, *limits.multiple_of)) > *limits.multiple_of * 1e-9L)
      return refuse(fmt::format("expected a multiple of {}, found {}", written(*limits.multiple_of), to_json(in)));
  }
  if (in.as_string() == nullptr && in.as_list() == nullptr) return true;
  const bool is_text = in.as_string() != nullptr;
  const std::size_t length = is_text ? count_code_points(*in.as_string()) : in.as_list()->size();
  const std::string_view unit = is_text ? "character" : "item";
  if (limits.min_length && length < static_cast<std::size_t>(*limits.min_length))
    return refuse(fmt::format("expected at least {}, found {}",
                              counted(static_cast<std::size_t>(*limits.min_length), unit), length));
  if (limits.max_length && length > static_cast<std::size_t>(*limits.max_length))
    return refuse(fmt::format("expected at most {}, found {}",
                              counted(static_cast<std::size_t>(*limits.max_length), unit), length));
  return true;
}

bool Checker::refuse(const Shape& shape, const Value& in) {
  return refuse("expected " + expected_phrase(shape) + ", found " + found_phrase(in));
}

bool Checker::refuse(std::string what) {
  message_ = path_.empty() ? std::move(what) : "field \"" + place() + "\": " + what;
  return false;
}

std::string Checker::place() const {
  std::string text;
  for (const Step& step : path_) {
    if (step.field.data() == nullptr) {
      text += fmt::format("[{}]", step.index);
    } else {
      if (!text.empty()) text += '.';
      text += step.field;
    }
  }
  return text;
}

}  // namespace dac::schema
