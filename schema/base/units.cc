#include "schema/base/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <span>

namespace dac {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array kDurations = {
    Unit{"w", 604'800'000}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
    Unit{"m", 60'000},      Unit{"s", 1'000},      Unit{"ms", 1},
};

constexpr std::array kSizes = {
    Unit{"B", 1},           Unit{"kB", 1'000},         Unit{"KB", 1'000},
    Unit{"MB", 1'000'000},  Unit{"GB", 1'000'000'000}, Unit{"TB", 1'000'000'000'000},
    Unit{"KiB", 1LL << 10}, Unit{"MiB", 1LL << 20},    Unit{"GiB", 1LL << 30},
    Unit{"TiB", 1LL << 40},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_integer_grammar(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), is_digit);
}

/// Takes "<integer><unit>" from the front of `text`; nothing if it is not there or overflows.
std::optional<std::int64_t> take_quantity(std::string_view& text, std::span<const Unit> units) {
  const auto digits_end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto unit_end = std::find_if(digits_end, text.end(), is_digit);
  const auto amount = parse_integer({text.begin(), digits_end});
  const std::string_view name(digits_end, unit_end);
  const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
  if (!amount || unit == units.end()) return std::nullopt;
  std::int64_t product = 0;
  if (__builtin_mul_overflow(*amount, unit->factor, &product)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(unit_end - text.begin()));
  return product;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (!has_integer_grammar(text)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

bool is_integer_too_large(std::string_view text) { return has_integer_grammar(text) && !parse_integer(text); }

std::optional<std::int64_t> parse_duration(std::string_view text) {
  if (const auto plain = parse_integer(text)) return plain;
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  std::int64_t last_factor = 0;
  while (!text.empty()) {
    const std::string_view before = text;
    const auto part = take_quantity(text, kDurations);
    if (!part || __builtin_add_overflow(total, *part, &total)) return std::nullopt;
    const std::string_view taken = before.substr(0, before.size() - text.size());
    const std::string_view unit = taken.substr(taken.find_first_not_of("0123456789"));
    const auto factor =
        std::find_if(kDurations.begin(), kDurations.end(), [&](const Unit& u) { return u.name == unit; });
    if (last_factor != 0 && factor->factor >= last_factor) return std::nullopt;  // 1m1h: largest first, each once
    last_factor = factor->factor;
  }
  return total;
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  if (const auto plain = parse_integer(text)) return plain;
  const auto size = take_quantity(text, kSizes);
  return text.empty() ? size : std::nullopt;
}

std::optional<double> parse_number(std::string_view text) {
  const std::string_view unsigned_text = text.substr(!text.empty() && text.front() == '-' ? 1 : 0);
  if (unsigned_text.empty() || !is_digit(unsigned_text.front())) return std::nullopt;
  if (unsigned_text.size() > 1 && unsigned_text[0] == '0' && is_digit(unsigned_text[1])) return std::nullopt;
  const std::size_t point = unsigned_text.find('.');
  if (point != std::string_view::npos && (point + 1 == unsigned_text.size() || !is_digit(unsigned_text[point + 1])))
    return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string format_duration(std::int64_t milliseconds) {
  if (milliseconds <= 0) return fmt::format("{}", milliseconds == 0 ? "0ms" : fmt::format("{}ms", milliseconds));
  for (const Unit& unit : kDurations)
    if (unit.name != "w" && milliseconds % unit.factor == 0)
      return fmt::format("{}{}", milliseconds / unit.factor, unit.name);
  return fmt::format("{}ms", milliseconds);
}

std::string format_size(std::int64_t bytes) {
  const Unit* largest = nullptr;
  for (const Unit& unit : kSizes)
    if (unit.name.ends_with("iB") && bytes > 0 && bytes % unit.factor == 0 &&
        (largest == nullptr || unit.factor > largest->factor))
      largest = &unit;
  return largest == nullptr ? fmt::format("{}", bytes) : fmt::format("{}{}", bytes / largest->factor, largest->name);
}

std::string format_time(std::int64_t unix_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(unix_ms)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(time - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace dac
