#include "schema/model/scalar.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

std::string timestamp(std::string_view text) {
  const auto micros = parse_timestamp(text);
  return micros ? format_timestamp(*micros) : "none";
}

TEST_CASE("timestamps become UTC") {
  CHECK(timestamp("2026-11-22T10:00:00Z") == "2026-11-22T10:00:00Z");
  CHECK(timestamp("2026-11-22 10:00") == "2026-11-22T10:00:00Z");
  CHECK(timestamp("2026-11-22") == "2026-11-22T00:00:00Z");
  CHECK(timestamp("2026-11-22T10:00:00.5+01:30") == "2026-11-22T08:30:00.500000Z");
  CHECK(timestamp("2026-01-01T00:00:00-0100") == "2026-01-01T01:00:00Z");
  CHECK(timestamp("2026-01-01T00:00:00+02") == "2025-12-31T22:00:00Z");
  CHECK(timestamp("1969-12-31T23:59:59.999999999Z") == "1969-12-31T23:59:59.999999Z");
  CHECK(timestamp("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z");
  CHECK(format_full_timestamp(0) == "1970-01-01T00:00:00.000000Z");
  CHECK(format_full_timestamp(-1) == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("what is no timestamp") {
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-29", "2026-11-22T24:00:00Z", "2026-11-22T10:00:60Z", "2026-11-22T10",
        "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00.1234567890Z", "2026-11-22T10:00:00ZZ", "2026-11-22T10:00:00 Z",
        "2026-11-22T10:00:00+1", "26-11-22", "0000-01-01", "1700000000"})
    CHECK_MESSAGE(timestamp(text) == "none", text);
}

TEST_CASE("dates") {
  CHECK(parse_date("1970-01-02") == 1);
  CHECK(parse_date("1969-12-31") == -1);
  CHECK_FALSE(parse_date("1970-01-02T00:00").has_value());
  CHECK(format_date(20'779) == "2026-11-22");
}

TEST_CASE("decimals keep their digits") {
  CHECK(fit_decimal("12.5", 5, 2) == "12.50");
  CHECK(fit_decimal("-0.07", 5, 2) == "-0.07");
  CHECK(fit_decimal("-0", 5, 2) == "0.00");
  CHECK(fit_decimal("123", 3, 0) == "123");
  CHECK(fit_decimal("0.5", 1, 1) == "0.5");
  CHECK(fit_decimal("12345678901234567890123456789012345678", 38, 0) == "12345678901234567890123456789012345678");
  for (const char* text : {"", "-", ".5", "5.", "1234", "1.234", "01", "1e2", "+1", "1,5", "--1"})
    CHECK_MESSAGE(!fit_decimal(text, 5, 2).has_value(), text);
  CHECK(decimal_text(0.1) == "0.1");
  CHECK(decimal_text(1e-7) == "0.0000001");
  CHECK_FALSE(decimal_text(1e16).has_value());
  CHECK(compare_decimals("9.50", "10.00") < 0);
  CHECK(compare_decimals("-9.50", "-10.00") > 0);
  CHECK(compare_decimals("-1.00", "1.00") < 0);
  CHECK(compare_decimals("1.00", "1.00") == 0);
}

TEST_CASE("base64") {
  CHECK(is_base64(""));
  CHECK(is_base64("AQID"));
  CHECK(is_base64("AQ=="));
  CHECK_FALSE(is_base64("AQ="));
  CHECK_FALSE(is_base64("A==="));
  CHECK_FALSE(is_base64("A-ID"));
}

}  // namespace
}  // namespace dac::schema
