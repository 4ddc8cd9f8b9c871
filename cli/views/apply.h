#pragma once
// How an apply goes, as it happens: lines for people on stderr, or one JSON object a line on stdout. One thread.

#include <memory>

#include "cli/term/console.h"
#include "cli/term/progress.h"

#include "planner/apply/execute.h"
#include "schema/diag/finding.h"
#include "schema/diag/sources.h"

namespace dac::cli {

/// The last line of a run for programs: its summary, the exit code and what was found.
std::string run_done_json(const planner::Event& event, int exit, const Findings& findings, const Sources& sources);

class ApplyView {
 public:
  ApplyView(Console& console, bool json, std::size_t steps);
  void show(const planner::Event& event);
  /// What a call that takes long is at; from any thread.
  void note(std::string_view text);
  /// Takes the progress line away.
  void finish() { progress_.reset(); }
  /// How it ended, and with which exit code. `findings` are those of the plan.
  void end(const planner::Report& report, int exit, const Findings& findings, const Sources& sources);

 private:
  void show_human(const planner::Event& event);
  void summarize(const planner::Report& report);

  Console& console_;
  bool json_;
  std::size_t steps_;
  std::size_t settled_ = 0;
  std::unique_ptr<Progress> progress_;
  planner::Event last_;  // run_done waits for the exit code
};

}  // namespace dac::cli
