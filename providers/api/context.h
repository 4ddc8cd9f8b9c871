#pragma once
// What a provider call may use of the world: secrets at the moment of need, a deadline, the cancel flag, a trace.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::providers {

struct Context {
  /// The text of a Secret, resolved now (DAC_SECRET_NAME, DAC_SECRET_NAME_FILE). Never stored.
  std::function<Result<std::string>(const Secret& secret)> secret;
  std::function<bool()> cancelled = [] { return false; };
  bool ends_calls = false;  // cancelled: no wait goes on, but a call that was begun gets its answer
  /// One line for each request under -v; never holds a secret. May be empty.
  /// May be called from several threads at once.
  std::function<void(std::string_view line)> trace;
  /// What a call that takes long is at ("3000 of 10000 topics are visible"), for a line on a terminal. May be empty;
  /// may be called from several threads at once.
  std::function<void(std::string_view text)> progress;
  /// The entries of config maps that read() is asked for, sorted: those that someone declares or owns in this target.
  /// Nothing: all that there are. A system that tells all at the same cost may do so always.
  std::optional<std::vector<std::string>> entries;
  /// Entries that someone owns and declares no more, sorted: of those read() tells what would act without them, if it
  /// can.
  std::vector<std::string> dropped;
  bool all_entries = false;  // the user asks for all (-v, drift, import): the core then sets no `entries`
  std::chrono::milliseconds deadline{10'000};     // of one call
  std::chrono::milliseconds lock_timeout{5'000};  // waiting for a store that another process holds
};

/// The text of a scalar of a target's configuration: a secret is resolved now. Empty where there is none.
Result<std::string> text_of(const Value& value, const Context& context);

}  // namespace dac::providers
