#include "cli/term/console.h"

#include <cstdio>
#include <fmt/format.h>

#include "schema/base/os/process.h"

namespace dac::cli {
namespace {

constexpr int kStdin = 0;
constexpr int kStdout = 1;
constexpr int kStderr = 2;

/// no-color.org: any non-empty NO_COLOR turns colour off; the option beats the environment.
bool wants_color(Color color, int stream) {
  if (color != Color::kAuto) return color == Color::kAlways;
  if (!os::environment_variable("NO_COLOR").value_or("").empty()) return false;
  if (os::environment_variable("TERM").value_or("dumb") == "dumb") return false;
  return os::is_terminal(stream);
}

std::size_t width_of(int stream) {
  return os::is_terminal(stream) ? static_cast<std::size_t>(os::terminal_width()) : 0;
}

}  // namespace

std::string Paint::with(std::string_view code, std::string_view text) const {
  return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

Console::Console(const Options& options)
    : quiet_(options.quiet),
      talk_is_terminal_(os::is_terminal(kStderr) && os::environment_variable("CI").value_or("").empty() &&
                        os::environment_variable("TERM").value_or("dumb") != "dumb"),
      out_paint_(wants_color(options.color, kStdout), width_of(kStdout)),
      talk_paint_(wants_color(options.color, kStderr), width_of(kStderr)) {}

void Console::out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) out_failed_ = true;
}

void Console::say(std::string_view text) {
  if (!quiet_) complain(text);
}

void Console::complain(std::string_view text) {
  std::fflush(stdout);  // so that both streams of one terminal keep their order
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool Console::can_ask() const { return os::is_terminal(kStdin) && os::is_terminal(kStderr); }

std::string Console::ask(std::string_view question) {
  complain(question);
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) line += static_cast<char>(c);
  return line;
}

}  // namespace dac::cli
