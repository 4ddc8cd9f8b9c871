#pragma once
// Stops what a connection runs when its time is up or the user has had enough. Owns a thread for as long as it lives;
// the connection outlives it.

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "providers/local/duckdb/database.h"

namespace dac::local {

class Watch {
 public:
  Watch(Connection& connection, std::function<bool()> cancelled, std::chrono::milliseconds limit);

  /// The time was up, and the statement was stopped.
  [[nodiscard]] bool is_late() const { return late_; }

 private:
  std::atomic<bool> late_ = false;
  std::jthread thread_;  // last: it stops before what it uses goes
};

}  // namespace dac::local
