#include "providers/local/duckdb/watch.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace dac::local {

Watch::Watch(Connection& connection, std::function<bool()> cancelled, std::chrono::milliseconds limit)
    : thread_([this, &connection, cancelled = std::move(cancelled), limit](const std::stop_token& stop) {
        const auto end = std::chrono::steady_clock::now() + limit;
        std::mutex mutex;
        std::condition_variable_any wakes;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
          // An interrupt that comes between two statements is lost, so it is given again until the work is over.
          wakes.wait_for(lock, stop, std::chrono::milliseconds(20), [] { return false; });
          if (stop.stop_requested()) return;
          if (std::chrono::steady_clock::now() >= end) late_ = true;
          if (late_ || cancelled()) connection.interrupt();
        }
      }) {}

}  // namespace dac::local
