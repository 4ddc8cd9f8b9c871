#pragma once
// The scalar grammars of the language (reference: integers, durations, sizes). Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dac {

/// -?(0|[1-9][0-9]*) within 64 bits; anything else is nothing.
std::optional<std::int64_t> parse_integer(std::string_view text);
/// True if it is digits of that grammar but too large for 64 bits.
bool is_integer_too_large(std::string_view text);
/// Milliseconds of "7d", "1h30m", "250ms", "2w", or of a plain integer (milliseconds; -1 is kept).
std::optional<std::int64_t> parse_duration(std::string_view text);
/// Bytes of "1MiB", "5MB", "100B", "2KiB", or of a plain integer.
std::optional<std::int64_t> parse_size(std::string_view text);
/// A finite decimal or exponent number of JSON's grammar.
std::optional<double> parse_number(std::string_view text);
/// "7d", "90s", "1500ms": the largest unit that fits exactly.
std::string format_duration(std::int64_t milliseconds);
/// "1MiB", "64KiB", "1048588": the largest binary unit that fits exactly.
std::string format_size(std::int64_t bytes);
/// "2026-11-22T10:00:00Z" of milliseconds since 1970.
std::string format_time(std::int64_t unix_ms);

}  // namespace dac
