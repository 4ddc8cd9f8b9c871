#pragma once
// What a provider call may use of the world: secrets at the moment of need, a deadline, the cancel flag, a trace.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::providers {

struct Context {
  /// The text of a Secret, resolved now (DAC_SECRET_NAME, DAC_SECRET_NAME_FILE). Never stored.
  std::function<Result<std::string>(const Secret& secret)> secret;
  std::function<bool()> cancelled = [] { return false; };
  /// One line for each request under -v; never holds a secret. May be empty.
  std::function<void(std::string_view line)> trace;
  std::chrono::milliseconds deadline{10'000};     // of one call
  std::chrono::milliseconds lock_timeout{5'000};  // waiting for a store that another process holds
};

}  // namespace dac::providers
