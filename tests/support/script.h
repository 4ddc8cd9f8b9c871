#pragma once
// The scripts of cases and rules, a command a line (tests/cases/README.md): runs them on a stage. One thread.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/stage.h"
#include "tests/support/text.h"

namespace dac::test {

class Script {
 public:
  Script(Stage& stage, Archive& archive);

  /// Throws Failure, with the line's number, at the first line that does not hold.
  void run();
  /// Runs the lines that only change files or the environment; any other is a Failure.
  void prepare(std::string_view lines);

  [[nodiscard]] int assertions() const { return assertions_; }
  /// DAC_ACCEPT changed a section.
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  using Words = std::vector<std::string>;
  using Act = void (Script::*)(const Words&);

  void line(std::string_view text);
  void write_sections();
  static const std::map<std::string_view, Act, std::less<>>& acts();
  static const std::map<std::string_view, Act, std::less<>>& file_acts();

  void do_dac(const Words& words);
  void do_exit(const Words& words);
  void do_start(const Words& words);
  void do_await(const Words& words);
  void do_signal(const Words& words);
  void do_finish(const Words& words);
  void do_stdin(const Words& words);
  void do_into(const Words& words);
  void do_lines(const Words& words);
  void do_stdout(const Words& words);
  void do_stderr(const Words& words);
  void do_contains(const Words& words);
  void do_lacks(const Words& words);
  void do_json(const Words& words);
  void do_let(const Words& words);
  void do_exists(const Words& words);
  void do_absent(const Words& words);
  void do_write(const Words& words);
  void do_replace(const Words& words);
  void do_rm(const Words& words);
  void do_env(const Words& words);
  void do_use(const Words& words);
  void do_fifo(const Words& words);
  void do_link(const Words& words);
  void do_size(const Words& words);
  void do_mode(const Words& words);
  void do_repeat(const Words& words);
  void do_hex(const Words& words);
  void do_crlf(const Words& words);
  void do_same(const Words& words);

  void invoke(int code, const Words& words);
  void expect_code(int code);
  Running& running(const std::string& name);
  void expect_section(const std::string& name, const std::string& got);
  void need(const Words& words, std::size_t count, const char* usage) const;
  Section& section(const std::string& name);
  [[nodiscard]] std::string expanded(std::string_view text) const;

  Stage& stage_;
  Archive& archive_;
  std::map<std::string, std::string> values_;  // of `let`
  std::string input_;
  std::string output_;                                       // of `into`
  std::map<std::string, std::unique_ptr<Running>> running_;  // of `start`, until `finish`
  Outcome last_;
  Outcome before_;  // the dac before it
  bool ran_ = false;
  bool changed_ = false;
  int assertions_ = 0;
};

}  // namespace dac::test
