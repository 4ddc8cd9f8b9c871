// Cells of result vectors as Values.
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

#include "providers/local/duckdb/value_type.h"
#include "schema/value/json.h"

namespace dac::local::engine {
namespace {

__extension__ typedef __int128 Wide;            // NOLINT(modernize-use-using): an alias cannot carry __extension__
__extension__ typedef unsigned __int128 UWide;  // NOLINT(modernize-use-using)

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

template <class T>
T cell(const Api& api, VectorHandle* vector, std::uint64_t row) {
  return static_cast<const T*>(api.vector_get_data(vector))[row];
}

std::string digits_of(UWide value) {
  if (value == 0) return "0";
  std::string text;
  for (; value != 0; value /= 10) text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  return text;
}

std::string wide_text(Wide value) {
  const auto magnitude = static_cast<UWide>(value);
  return value < 0 ? "-" + digits_of(0 - magnitude) : digits_of(magnitude);
}

Wide wide(const HugeCell& cell) {
  return static_cast<Wide>((static_cast<UWide>(static_cast<std::uint64_t>(cell.upper)) << 64U) | cell.lower);
}

std::string decimal_text(Wide value, int scale) {
  std::string text = wide_text(value);
  if (scale == 0) return text;
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  const auto places = static_cast<std::size_t>(scale);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  text.insert(text.size() - places, ".");
  return negative ? "-" + text : text;
}

std::string date_text(std::int64_t days) {
  if (days == std::numeric_limits<std::int32_t>::max()) return "infinity";
  if (days == -std::numeric_limits<std::int32_t>::max()) return "-infinity";
  // Days since 1970 to a civil date: eras of 400 years that begin on 1 March.
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_index = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month_index + 2) / 5 + 1;
  const std::int64_t month = month_index < 10 ? month_index + 3 : month_index - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{}{:04}-{:02}-{:02}", year < 0 ? "-" : "", year < 0 ? -year : year, month, day);
}

/// "10:00:00", with ".123" or ".123456" where there is a fraction.
std::string clock_text(std::int64_t micros) {
  std::string text =
      fmt::format("{:02}:{:02}:{:02}", micros / 3'600'000'000, micros / 60'000'000 % 60, micros / 1'000'000 % 60);
  const std::int64_t fraction = micros % 1'000'000;
  if (fraction == 0) return text;
  return text + (fraction % 1000 == 0 ? fmt::format(".{:03}", fraction / 1000) : fmt::format(".{:06}", fraction));
}

std::string timestamp_text(std::int64_t micros) {
  if (micros == std::numeric_limits<std::int64_t>::max()) return "infinity";
  if (micros == -std::numeric_limits<std::int64_t>::max()) return "-infinity";
  std::int64_t days = micros / kMicrosPerDay;
  std::int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  return date_text(days) + "T" + clock_text(rest) + "Z";
}

/// A timestamp in units of which `per_second` make a second.
std::string scaled_timestamp(std::int64_t value, std::int64_t per_second) {
  constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::max();
  if (value == kInfinite || value == -kInfinite) return timestamp_text(value);
  if (per_second <= 1'000'000) return timestamp_text(value * (1'000'000 / per_second));
  std::int64_t nanos = value % 1000;
  std::int64_t micros = value / 1000;
  if (nanos < 0) {
    nanos += 1000;
    --micros;
  }
  std::string text = timestamp_text(micros);
  if (nanos == 0) return text;
  const std::size_t point = text.find('.');
  const std::string fraction = fmt::format("{:06}{:03}", ((micros % 1'000'000) + 1'000'000) % 1'000'000, nanos);
  return text.substr(0, point == std::string::npos ? text.size() - 1 : point) + "." + fraction + "Z";
}

Value number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

/// The double whose shortest text is the float's: 0.1f is 0.1.
Value float_number(float value) {
  if (!std::isfinite(value)) return number(value);
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  double wide_value = 0;
  std::from_chars(text.data(), end, wide_value);
  return wide_value;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = (group << 8U) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += i + j <= bytes.size() ? kAlphabet[(group >> (18 - 6 * j)) & 63U] : '=';
  }
  return text;
}

std::string uuid_text(const HugeCell& cell) {
  const std::uint64_t upper =
      static_cast<std::uint64_t>(cell.upper) ^ (1ULL << 63U);  // stored so that it sorts as a signed number
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", upper >> 32U, (upper >> 16U) & 0xffffU, upper & 0xffffU,
                     cell.lower >> 48U, cell.lower & 0xffff'ffff'ffffULL);
}

std::string interval_text(const IntervalCell& cell) {
  std::string text = "P";
  if (cell.months != 0) text += fmt::format("{}M", cell.months);
  if (cell.days != 0) text += fmt::format("{}D", cell.days);
  if (cell.micros != 0) text += fmt::format("T{}S", static_cast<double>(cell.micros) / 1e6);
  return text == "P" ? "PT0S" : text;
}

std::int64_t small_cell(const Api& api, TypeId stored, VectorHandle* vector, std::uint64_t row) {
  switch (static_cast<int>(stored)) {
    case kTinyInt:
      return cell<std::int8_t>(api, vector, row);
    case kUTinyInt:
      return cell<std::uint8_t>(api, vector, row);
    case kSmallInt:
      return cell<std::int16_t>(api, vector, row);
    case kUSmallInt:
      return cell<std::uint16_t>(api, vector, row);
    case kInteger:
      return cell<std::int32_t>(api, vector, row);
    case kUInteger:
      return cell<std::uint32_t>(api, vector, row);
    default:
      return cell<std::int64_t>(api, vector, row);
  }
}

Value decimal_value(const Api& api, const ValueType& type, VectorHandle* vector, std::uint64_t row) {
  const Wide value = type.internal == kHugeInt ? wide(cell<HugeCell>(api, vector, row))
                                               : static_cast<Wide>(small_cell(api, type.internal, vector, row));
  return decimal_text(value, type.scale);
}

Value items(const Api& api, const ValueType& type, VectorHandle* vector, const ListCell& where) {
  VectorHandle* child = type.id == kArray ? api.array_vector_get_child(vector) : api.list_vector_get_child(vector);
  List list;
  list.reserve(where.length);
  for (std::uint64_t i = 0; i < where.length; ++i)
    list.push_back(read_value(api, type.children[0], child, where.offset + i));
  return list;
}

Value map_entries(const Api& api, const ValueType& type, VectorHandle* vector, const ListCell& where) {
  VectorHandle* entries = api.list_vector_get_child(vector);
  VectorHandle* keys = api.struct_vector_get_child(entries, 0);
  VectorHandle* values = api.struct_vector_get_child(entries, 1);
  Map map;
  for (std::uint64_t i = where.offset; i < where.offset + where.length; ++i) {
    const Value key = read_value(api, type.children[0], keys, i);
    map.set(key.as_string() != nullptr ? *key.as_string() : to_json(key), read_value(api, type.children[1], values, i));
  }
  return map;
}

Value members(const Api& api, const ValueType& type, VectorHandle* vector, std::uint64_t row) {
  Map map;
  for (std::size_t i = 0; i < type.children.size(); ++i)
    map.set(type.names[i].empty() ? fmt::format("{}", i + 1) : type.names[i],
            read_value(api, type.children[i], api.struct_vector_get_child(vector, i), row));
  return map;
}

Value text_value(const ValueType& type, std::string_view text) {
  if (type.json)
    if (auto parsed = parse_json(text)) return std::move(*parsed);
  return text;
}

Value nested_value(const Api& api, const ValueType& type, VectorHandle* vector, std::uint64_t row) {
  switch (static_cast<int>(type.id)) {
    case kList:
      return items(api, type, vector, cell<ListCell>(api, vector, row));
    case kArray:
      return items(api, type, vector, {row * type.array_size, type.array_size});
    case kMap:
      return map_entries(api, type, vector, cell<ListCell>(api, vector, row));
    case kStruct:
      return members(api, type, vector, row);
    case kUnion: {
      const auto tag = cell<std::uint8_t>(api, api.struct_vector_get_child(vector, 0), row);
      return read_value(api, type.children[tag], api.struct_vector_get_child(vector, tag + 1U), row);
    }
    default:
      return {};
  }
}

}  // namespace

bool is_null(const Api& api, VectorHandle* vector, std::uint64_t row) {
  const std::uint64_t* validity = api.vector_get_validity(vector);
  return validity != nullptr && ((validity[row / 64] >> (row % 64)) & 1U) == 0;
}

std::string_view read_text(const Api& api, VectorHandle* vector, std::uint64_t row) {
  const auto& text = static_cast<const StringCell*>(api.vector_get_data(vector))[row];
  if (text.length <= sizeof text.in_place) return {text.in_place, text.length};
  const char* pointer = nullptr;
  std::memcpy(&pointer, text.in_place + 4, sizeof pointer);
  return {pointer, text.length};
}

Value read_value(const Api& api, const ValueType& type, VectorHandle* vector, std::uint64_t row) {
  if (is_null(api, vector, row)) return {};
  switch (static_cast<int>(type.id)) {
    case kBoolean:
      return cell<std::uint8_t>(api, vector, row) != 0;
    case kTinyInt:
    case kSmallInt:
    case kInteger:
    case kBigInt:
    case kUTinyInt:
    case kUSmallInt:
    case kUInteger:
      return small_cell(api, type.id, vector, row);
    case kUBigInt:
      return std::to_string(cell<std::uint64_t>(api, vector, row));
    case kHugeInt:
      return wide_text(wide(cell<HugeCell>(api, vector, row)));
    case kUHugeInt:
      return digits_of(static_cast<UWide>(wide(cell<HugeCell>(api, vector, row))));
    case kFloat:
      return float_number(cell<float>(api, vector, row));
    case kDouble:
      return number(cell<double>(api, vector, row));
    case kDecimal:
      return decimal_value(api, type, vector, row);
    case kTimestamp:
    case kTimestampTz:
      return timestamp_text(cell<std::int64_t>(api, vector, row));
    case kTimestampS:
      return scaled_timestamp(cell<std::int64_t>(api, vector, row), 1);
    case kTimestampMs:
      return scaled_timestamp(cell<std::int64_t>(api, vector, row), 1000);
    case kTimestampNs:
      return scaled_timestamp(cell<std::int64_t>(api, vector, row), 1'000'000'000);
    case kDate:
      return date_text(cell<std::int32_t>(api, vector, row));
    case kTime:
      return clock_text(cell<std::int64_t>(api, vector, row));
    case kInterval:
      return interval_text(cell<IntervalCell>(api, vector, row));
    case kUuid:
      return uuid_text(cell<HugeCell>(api, vector, row));
    case kVarchar:
      return text_value(type, read_text(api, vector, row));
    case kBlob:
      return base64(read_text(api, vector, row));
    case kEnum:
      return type.names[static_cast<std::size_t>(small_cell(api, type.internal, vector, row))];
    default:
      return nested_value(api, type, vector, row);
  }
}

}  // namespace dac::local::engine
