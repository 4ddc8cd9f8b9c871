#pragma once
// Waits between two looks at the same thing: longer each time, until a deadline. One thread.

#include <algorithm>
#include <chrono>
#include <thread>

namespace dac::planner {

class Backoff {
 public:
  explicit Backoff(std::chrono::milliseconds deadline) : end_(std::chrono::steady_clock::now() + deadline) {}
  /// False: the time is up.
  bool wait() {
    using std::chrono::milliseconds;
    constexpr milliseconds kLongest{1000};
    const auto left = std::chrono::duration_cast<milliseconds>(end_ - std::chrono::steady_clock::now());
    if (left <= milliseconds::zero()) return false;
    std::this_thread::sleep_for(std::min(pause_, left));
    pause_ = std::min(pause_ * 2, kLongest);
    return true;
  }

 private:
  std::chrono::steady_clock::time_point end_;
  std::chrono::milliseconds pause_{10};
};

}  // namespace dac::planner
