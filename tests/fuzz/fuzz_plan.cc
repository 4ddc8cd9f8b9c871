// Fuzz: saved plan files. Only a text that save_plan wrote may be taken for a plan.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "planner/plan/build.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(dac::planner::parse_saved_plan({reinterpret_cast<const char*>(data), size}));
  return 0;
}
