#pragma once
// One line on a terminal that says what is going on, shown once it takes longer than half a second, and wiped when it
// is over. Shows nothing where stderr is no terminal. Owns a thread; set() may be called from any thread.

#include <mutex>
#include <string>
#include <thread>

#include "cli/term/console.h"

namespace dac::cli {

class Progress {
 public:
  Progress(const Console& console, std::string text);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void set(std::string text);

 private:
  void draw(const std::stop_token& stop);

  std::mutex mutex_;
  std::string text_;
  std::jthread thread_;
};

}  // namespace dac::cli
