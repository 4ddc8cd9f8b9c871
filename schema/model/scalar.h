#pragma once
// The text forms of values that JSON has no type for: timestamps, dates, decimals, base64. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dac::schema {

/// Microseconds since 1970 of ISO 8601: a date, then T or a blank, hours and minutes, seconds, up to nine digits of a
/// fraction (cut to six), Z or an offset. Without an offset it is UTC; a date alone is its midnight. Years 1 to 9999.
std::optional<std::int64_t> parse_timestamp(std::string_view text);
/// "2026-11-22T10:00:00Z", with six digits of a fraction where there is one.
std::string format_timestamp(std::int64_t microseconds);
/// The same, always with six digits of a fraction.
std::string format_full_timestamp(std::int64_t microseconds);

/// Days since 1970 of "2026-11-22".
std::optional<std::int64_t> parse_date(std::string_view text);
std::string format_date(std::int64_t days);

/// The number written with exactly `scale` digits behind the point; nothing if it is no plain decimal number or does
/// not fit.
std::optional<std::string> fit_decimal(std::string_view text, int precision, int scale);
/// The shortest text that reads back as `number`, without an exponent; nothing where a double is not exact (2^53 and
/// beyond).
std::optional<std::string> decimal_text(double number);
/// Below 0, 0 or above: of two results of fit_decimal with one scale.
int compare_decimals(std::string_view a, std::string_view b);

/// Whether the text is base64 with its padding.
bool is_base64(std::string_view text);

}  // namespace dac::schema
