#include "providers/http/retry.h"

#include <doctest/doctest.h>

namespace dac::http {
namespace {

using namespace std::chrono_literals;

TEST_CASE("retry: a busy system is asked again when it says, or after a growing pause") {
  CHECK(pause_after({.failure = Failure::kBusy, .retry_after = 3000ms}) == 3000ms);
  CHECK(pause_after({.failure = Failure::kBusy, .number = 1}) == 100ms);
  CHECK(pause_after({.failure = Failure::kBusy, .number = 3}) == 400ms);
  CHECK(pause_after({.failure = Failure::kBusy, .number = 30}) == 2000ms);
}

TEST_CASE("retry: an error of the server is tried four times") {
  CHECK(pause_after({.failure = Failure::kServer, .number = 3}) == 400ms);
  CHECK_FALSE(pause_after({.failure = Failure::kServer, .number = 4}).has_value());
  CHECK_FALSE(pause_after({.failure = Failure::kFinal}).has_value());
  CHECK_FALSE(pause_after({.failure = Failure::kNone}).has_value());
}

TEST_CASE("retry: what may have been done is not done twice") {
  CHECK_FALSE(pause_after({.failure = Failure::kBroken, .repeatable = false, .was_refused = false}).has_value());
  CHECK(pause_after({.failure = Failure::kBroken, .repeatable = false, .was_refused = true}).has_value());
}

TEST_CASE("retry: silence is asked about once more, and only where that may be done twice") {
  CHECK(pause_after({.failure = Failure::kSilent, .number = 1}) == 0ms);
  CHECK_FALSE(pause_after({.failure = Failure::kSilent, .number = 2}).has_value());
  CHECK_FALSE(pause_after({.failure = Failure::kSilent, .number = 1, .repeatable = false}).has_value());
  CHECK(time_of_attempt(1, true, 10s) == 5s);
  CHECK(time_of_attempt(2, true, 5s) == 5s);
  CHECK(time_of_attempt(1, false, 10s) == 10s);
  CHECK(time_of_attempt(1, true, 0s) == 1ms);
}

TEST_CASE("retry: Retry-After is seconds or a date") {
  CHECK(parse_retry_after("2", 0) == 2000ms);
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784111770) == 7000ms);
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 999999999) == 0ms);
  CHECK_FALSE(parse_retry_after("soon", 0).has_value());
  CHECK_FALSE(parse_retry_after("", 0).has_value());
}

}  // namespace
}  // namespace dac::http
