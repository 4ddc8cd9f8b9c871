#pragma once
// What a wait for a cluster says of itself. A pure function of its arguments but for the call of the context's
// progress.

#include <cstddef>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "providers/api/context.h"

namespace dac::kafka {

/// "3,120"
inline std::string grouped(std::size_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

/// "3,120 of 10,000 topics visible"
inline void tell_progress(const providers::Context& context, std::size_t done, std::size_t all, std::string_view what) {
  if (context.progress) context.progress(fmt::format("{} of {} {}", grouped(done), grouped(all), what));
}

}  // namespace dac::kafka
