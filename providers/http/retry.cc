#include "providers/http/retry.h"

#include <algorithm>
#include <curl/curl.h>
#include <string>

namespace dac::http {
namespace {

using std::chrono::milliseconds;

constexpr int kMostAttempts = 4;  // where nobody asked us to come again
constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{2000};

}  // namespace

std::optional<milliseconds> pause_after(const Attempt& attempt) {
  const milliseconds grown = std::min(kFirstPause * (1 << std::min(attempt.number - 1, 10)), kLongestPause);
  switch (attempt.failure) {
    case Failure::kNone:
    case Failure::kFinal:
      return std::nullopt;
    case Failure::kBusy:
      return attempt.retry_after.value_or(grown);
    case Failure::kSilent:
      if (attempt.number > 1 || !attempt.repeatable) return std::nullopt;
      return milliseconds::zero();
    case Failure::kServer:
    case Failure::kBroken:
      if (attempt.number >= kMostAttempts || (!attempt.repeatable && !attempt.was_refused)) return std::nullopt;
      return attempt.retry_after.value_or(grown);
  }
  return std::nullopt;
}

milliseconds time_of_attempt(int number, bool repeatable, milliseconds left) {
  return std::max(repeatable && number == 1 ? left / 2 : left, milliseconds(1));
}

std::optional<milliseconds> parse_retry_after(std::string_view header, std::int64_t now) {
  const std::string text(header);
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string::npos)
    return text.size() > 9 ? std::nullopt : std::optional(milliseconds(std::stoll(text) * 1000));
  const std::int64_t date = curl_getdate(text.c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return milliseconds(std::max<std::int64_t>(0, date - now) * 1000);
}

}  // namespace dac::http
