#include "cli/term/progress.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "schema/base/os/process.h"
#include "schema/base/text.h"

namespace dac::cli {

Progress::Progress(const Console& console, std::string text) : text_(std::move(text)) {
  if (console.talks_to_terminal()) thread_ = std::jthread([this](const std::stop_token& stop) { draw(stop); });
}

Progress::~Progress() = default;  // the thread wipes its line and ends

void Progress::set(std::string text) {
  const std::lock_guard lock(mutex_);
  text_ = std::move(text);
}

void Progress::draw(const std::stop_token& stop) {
  using namespace std::chrono_literals;
  constexpr std::array kFrames = {'|', '/', '-', '\\'};
  constexpr auto kTick = 50ms;
  std::size_t tick = 0;
  for (; !stop.stop_requested(); ++tick) {
    if (tick >= 10 && tick % 2 == 0) {
      const std::lock_guard lock(mutex_);
      std::string line = escape_control(text_);
      const auto width = static_cast<std::size_t>(os::terminal_width()) - 4;
      if (line.size() > width) line.resize(width);
      std::fprintf(stderr, "\r\x1b[K%c %s", kFrames[tick / 2 % kFrames.size()], line.c_str());
    }
    std::this_thread::sleep_for(kTick);
  }
  if (tick > 10) std::fputs("\r\x1b[K", stderr);
}

}  // namespace dac::cli
