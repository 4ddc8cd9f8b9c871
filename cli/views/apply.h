#pragma once
// How an apply goes, as it happens: lines for people on stderr, or one JSON object a line on stdout. One thread.

#include <memory>

#include "cli/term/console.h"
#include "cli/term/progress.h"

#include "planner/apply/execute.h"

namespace dac::cli {

class ApplyView {
 public:
  ApplyView(Console& console, bool json, std::size_t steps);
  void show(const planner::Event& event);
  /// What a call that takes long is at; from any thread.
  void note(std::string_view text);
  /// Takes the progress line away.
  void finish() { progress_.reset(); }
  void summarize(const planner::Report& report);

 private:
  void show_human(const planner::Event& event);

  Console& console_;
  bool json_;
  std::size_t steps_;
  std::size_t settled_ = 0;
  std::unique_ptr<Progress> progress_;
};

}  // namespace dac::cli
