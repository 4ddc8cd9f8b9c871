#pragma once
// Whether an attempt that failed is made again, and when. Pure.

#include <chrono>
#include <optional>
#include <string_view>

namespace dac::http {

enum class Failure {
  kNone,    // an answer that is the caller's
  kBusy,    // 429, 503: the system asks to come again
  kServer,  // 500, 502, 504
  kSilent,  // no word in the time of the attempt
  kBroken,  // no connection, or the answer was cut short
  kFinal,   // trying again cannot help: no authorisation, a certificate, a redirect elsewhere
};

struct Attempt {
  Failure failure = Failure::kNone;
  int number = 1;           // this was the first, second, ...
  bool repeatable = true;   // of the request
  bool was_refused = true;  // the system has surely not done what was asked
  std::optional<std::chrono::milliseconds> retry_after = {};
};

/// How long to wait before the next attempt; nothing: there is none.
std::optional<std::chrono::milliseconds> pause_after(const Attempt& attempt);

/// How long an attempt may take of what is left of the request's time. An answer can get lost on a connection that
/// looks alive, so that what may be asked twice does not stake all on the first.
std::chrono::milliseconds time_of_attempt(int number, bool repeatable, std::chrono::milliseconds left);

/// The header Retry-After: seconds, or a date as HTTP writes it. `now` is a Unix time.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view header, std::int64_t now);

}  // namespace dac::http
