#include "providers/relational/patience.h"

#include <chrono>
#include <optional>

namespace dac::relational {

std::function<bool()> patiently(std::function<bool()> cancelled) {
  static constexpr auto kPatience = std::chrono::seconds(5);
  return [cancelled = std::move(cancelled), since = std::optional<std::chrono::steady_clock::time_point>()]() mutable {
    if (!cancelled()) return false;
    const auto now = std::chrono::steady_clock::now();
    if (!since) since = now;
    return now - *since >= kPatience;
  };
}

}  // namespace dac::relational
