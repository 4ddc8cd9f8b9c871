#include "schema/base/units.h"

#include <doctest/doctest.h>

namespace dac {
namespace {

TEST_CASE("integers have one spelling") {
  CHECK(parse_integer("0") == 0);
  CHECK(parse_integer("-12") == -12);
  CHECK(parse_integer("9223372036854775807") == INT64_MAX);
  for (const char* text : {"", "-", "-00", "010", "+1", "1_000", "0x1", "1e3", "1.0", " 1", "9223372036854775808"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_integer(text).has_value());
  }
  CHECK(is_integer_too_large("9223372036854775808"));
  CHECK_FALSE(is_integer_too_large("12"));
}

TEST_CASE("durations are milliseconds, largest unit first") {
  CHECK(parse_duration("7d") == 604'800'000);
  CHECK(parse_duration("1h30m") == 5'400'000);
  CHECK(parse_duration("250ms") == 250);
  CHECK(parse_duration("-1") == -1);
  for (const char* text : {"", "d", "7", "7 d", "30m1h", "1d1d", "1.5h", "99999999999999d"}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == (std::string_view(text) == "7" ? std::optional<std::int64_t>(7) : std::nullopt));
  }
  CHECK(format_duration(604'800'000) == "7d");
  CHECK(format_duration(90'000) == "90s");
}

TEST_CASE("sizes are bytes") {
  CHECK(parse_size("1MiB") == 1'048'576);
  CHECK(parse_size("5MB") == 5'000'000);
  CHECK(parse_size("12") == 12);
  CHECK_FALSE(parse_size("1Mb").has_value());
  CHECK_FALSE(parse_size("1MiB1KiB").has_value());
}

TEST_CASE("times are written in UTC") { CHECK(format_time(1'795'341'600'000) == "2026-11-22T10:00:00Z"); }

}  // namespace
}  // namespace dac
