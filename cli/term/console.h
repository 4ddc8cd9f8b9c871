#pragma once
// The two streams of a command: data to stdout, talk to stderr; colour only where a terminal takes it. One per run, one
// thread.

#include <string>
#include <string_view>

#include "cli/args/options.h"

namespace dac::cli {

/// How text looks on a stream: paints it, or leaves it alone where colour is off. The text must be safe already
/// (escape_control).
class Paint {
 public:
  /// `width`: columns of the terminal, at which long texts are broken; 0: it is none, and lines are as long as they
  /// are.
  explicit Paint(bool on, std::size_t width = 0) : on_(on), width_(width) {}
  [[nodiscard]] std::string bold(std::string_view text) const { return with("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return with("2", text); }
  [[nodiscard]] std::string red(std::string_view text) const { return with("31", text); }
  [[nodiscard]] std::string green(std::string_view text) const { return with("32", text); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return with("33", text); }
  [[nodiscard]] std::string cyan(std::string_view text) const { return with("36", text); }
  [[nodiscard]] bool on() const { return on_; }
  [[nodiscard]] std::size_t width() const { return width_; }

 private:
  [[nodiscard]] std::string with(std::string_view code, std::string_view text) const;
  bool on_;
  std::size_t width_;
};

/// What CI systems would take for a command of theirs in a log, made harmless and visible: `::` where a line begins,
/// and `##[`, `##vso[` and the like anywhere. `hash` is how the second # is written, as the text's form wants it.
std::string without_commands(std::string_view text, std::string_view hash = "\\x23");

/// Whatever is written to either stream has no command for a CI system in it.
class Console {
 public:
  explicit Console(const Options& options);
  /// Data.
  void out(std::string_view text);
  /// Talk: silent under -q.
  void say(std::string_view text);
  /// What is wrong: always.
  void complain(std::string_view text);
  /// Whether stdout still takes data (false after EPIPE or a full disk).
  [[nodiscard]] bool out_failed() const { return out_failed_; }

  [[nodiscard]] const Paint& out_paint() const { return out_paint_; }
  [[nodiscard]] const Paint& talk_paint() const { return talk_paint_; }
  [[nodiscard]] bool talks_to_terminal() const { return talk_is_terminal_; }
  [[nodiscard]] bool can_ask() const;
  /// Prints the question and reads one line from the terminal; "" at its end.
  std::string ask(std::string_view question);

 private:
  bool quiet_;
  Format format_;
  bool talk_is_terminal_;
  Paint out_paint_;
  Paint talk_paint_;
  bool out_failed_ = false;
};

}  // namespace dac::cli
