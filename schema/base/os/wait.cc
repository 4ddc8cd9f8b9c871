#include "schema/base/os/wait.h"

#include <poll.h>

namespace dac::os {

void wait_for(int descriptor, Until until, std::chrono::milliseconds longest) {
  pollfd look{
      .fd = descriptor, .events = static_cast<short>(until == Until::kWritable ? POLLOUT : POLLIN), .revents = 0};
  poll(&look, 1, static_cast<int>(longest.count()));
}

}  // namespace dac::os
