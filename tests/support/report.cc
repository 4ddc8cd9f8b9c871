#include "tests/support/report.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>
#include <thread>

namespace dac::test {

int run_checks(const std::string& label, const std::vector<Check>& checks) {
  std::mutex mutex;
  int failed = 0;
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < checks.size(); i = next++) try {
        checks[i].run();
      } catch (const std::exception& failure) {
        const std::lock_guard lock(mutex);
        ++failed;
        std::printf("FAILED %s %s\n%s\n", label.c_str(), checks[i].name.c_str(), failure.what());
      }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) threads.emplace_back(work);
  }
  const int passed = static_cast<int>(checks.size()) - failed;
  std::printf("%s: %d passed, %d failed, 0 skipped\n", label.c_str(), passed, failed);
  if (checks.empty()) std::printf("%s: found nothing to check\n", label.c_str());
  return failed == 0 && !checks.empty() ? 0 : 1;
}

}  // namespace dac::test
