#include "schema/model/scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace dac::schema {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes exactly `digits` digits from the front; nothing if they are not there.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || *year == 0 || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

/// Microseconds of a fraction behind its point.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  std::int64_t micros = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits)
    if (digits < 6) micros = micros * 10 + (text[digits] - '0');
  if (digits == 0 || digits > 9) return std::nullopt;
  for (std::size_t i = digits; i < 6; ++i) micros *= 10;
  text.remove_prefix(digits);
  return micros;
}

/// Microseconds since midnight of HH:MM[:SS[.fraction]].
std::optional<std::int64_t> take_time(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  std::int64_t micros = (*hour * 60 + *minute) * 60 * kSecond;
  if (!take(text, ':')) return micros;
  const auto second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  micros += *second * kSecond;
  if (!take(text, '.')) return micros;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  return micros + *fraction;
}

/// Microseconds east of UTC of "", Z, +01, +0100 or +01:00.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  if (text.empty() || take(text, 'Z') || take(text, 'z')) return 0;
  const bool is_west = text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    take(text, ':');
    const auto number = take_number(text, 2);
    if (!number || *number > 59) return std::nullopt;
    minutes = *number;
  }
  const std::int64_t micros = (*hours * 60 + minutes) * 60 * kSecond;
  return is_west ? -micros : micros;
}

}  // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
  const auto days = take_date(text);
  if (!days) return std::nullopt;
  if (text.empty()) return *days * kDay;
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return *days * kDay + *time - *offset;
}

std::string format_full_timestamp(std::int64_t microseconds) {
  const std::int64_t days = microseconds >= 0 ? microseconds / kDay : -((-microseconds + kDay - 1) / kDay);
  const std::int64_t rest = microseconds - days * kDay;
  const std::int64_t seconds = rest / kSecond;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z", format_date(days), seconds / 3600, seconds / 60 % 60, seconds % 60,
                     rest % kSecond);
}

std::string format_timestamp(std::int64_t microseconds) {
  std::string text = format_full_timestamp(microseconds);
  if (microseconds % kSecond == 0) text.erase(text.size() - 8, 7);
  return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  const auto days = take_date(text);
  return text.empty() ? days : std::nullopt;
}

std::string format_date(std::int64_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<std::string> fit_decimal(std::string_view text, int precision, int scale) {
  const bool is_negative = take(text, '-');
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto are_digits = [](std::string_view part) { return std::all_of(part.begin(), part.end(), is_digit); };
  if (whole.empty() || !are_digits(whole) || !are_digits(fraction)) return std::nullopt;
  if ((whole.size() > 1 && whole.front() == '0') || (point != std::string_view::npos && fraction.empty()))
    return std::nullopt;
  const std::size_t significant = whole == "0" ? 0 : whole.size();
  const auto digits = static_cast<std::size_t>(scale);
  if (fraction.size() > digits || significant > static_cast<std::size_t>(precision - scale)) return std::nullopt;
  std::string result(whole);
  if (scale > 0) {
    result += '.';
    result += fraction;
    result.append(digits - fraction.size(), '0');
  }
  const bool is_zero = result.find_first_not_of("0.") == std::string::npos;
  return is_negative && !is_zero ? "-" + result : result;
}

std::optional<std::string> decimal_text(double number) {
  constexpr double kExact = 9'007'199'254'740'992.0;  // 2^53
  if (!(std::fabs(number) < kExact)) return std::nullopt;
  std::array<char, 400> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  return std::string(digits.data(), end);
}

int compare_decimals(std::string_view a, std::string_view b) {
  const bool a_negative = take(a, '-');
  const bool b_negative = take(b, '-');
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  const int larger = a_negative ? -1 : 1;
  if (a.size() != b.size())
    return a.size() > b.size() ? larger : -larger;  // the same scale: more digits, larger number
  const int order = a.compare(b);
  return order == 0 ? 0 : (order > 0 ? larger : -larger);
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding) text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
  });
}

}  // namespace dac::schema
