#pragma once
// Result<T>: the value, or why the world would not give it. The user's own mistakes are Findings (schema/diag), not
// Errors. Plain values; safe to copy between threads.

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "schema/diag/code.h"
#include "schema/diag/codes/machine.h"

namespace dac {

/// What sort of failure; decides exit codes and whether trying again helps.
enum class ErrorKind {
  kUnavailable,  // no answer, or the program that should give it is not there
  kDenied,       // not authorised
  kNotFound,
  kConflict,  // something else is there, or it changed meanwhile
  kInvalid,   // the other side refused what was asked
  kTimeout,
  kCorrupt,    // data that should be ours does not read back
  kBusy,       // held by another run
  kFull,       // disk full or read-only
  kStale,      // a saved plan that no longer fits
  kCancelled,  // SIGINT, SIGTERM
  kUsage,
};

/// `message` is lower case, without a final stop; `context` is what was being done, innermost first; `help` says what
/// to do.
struct Error {
  ErrorKind kind = ErrorKind::kUnavailable;
  Code code = codes::kFailed;
  std::string message;
  std::string help = {};
  std::vector<std::string> context = {};
  bool retryable = false;
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(ErrorKind kind, Code code, std::string message, std::string help = {}) {
  return tl::unexpected<Error>(
      Error{.kind = kind, .code = code, .message = std::move(message), .help = std::move(help)});
}

/// The same error with one more "while ..." line.
inline Error in_context(Error error, std::string what) {
  error.context.push_back(std::move(what));
  return error;
}

}  // namespace dac

/// Returns the error of `expression` from the enclosing function, which returns a Result too.
#define DAC_TRY(expression)                                                                                         \
  do {                                                                                                              \
    if (auto dac_try_result = (expression); !dac_try_result) return ::dac::fail(std::move(dac_try_result).error()); \
  } while (false)
