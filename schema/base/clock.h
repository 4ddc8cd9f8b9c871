#pragma once
// The time, as a parameter. Wall time orders nothing; it is only shown.

#include <chrono>
#include <cstdint>

namespace dac {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::int64_t unix_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t unix_ms() const override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
};

/// Has no state: for who needs no time but the real one.
inline const SystemClock kSystemClock{};

}  // namespace dac
