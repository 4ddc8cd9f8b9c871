#pragma once
// DAC_CHECK: our own invariants. A failed check is a bug of dac, never reachable from a user's input; it aborts with
// its place.

namespace dac {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace dac

#define DAC_CHECK(condition) ((condition) ? static_cast<void>(0) : ::dac::check_failed(#condition, __FILE__, __LINE__))
