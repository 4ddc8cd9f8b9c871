#include "schema/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace dac {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "dac: internal error at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace dac
