#include "cli/term/console.h"

#include <algorithm>
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

std::string without_commands(std::string_view text, std::string_view hash) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string safe;
  safe.reserve(text.size());
  bool at_start = true;  // of a line, but for blanks, which the runners skip, and paint
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("##") &&
        rest.substr(std::min(rest.find_first_not_of(kLetters, 2), rest.size())).starts_with('[')) {
      safe += '#';
      safe += hash;
      ++at;
      at_start = false;
      continue;
    }
    if (rest.front() == '\x1b') {  // ours: those of others are escaped by now
      const std::size_t end = std::min(rest.find('m'), rest.size() - 1);
      safe += rest.substr(0, end + 1);
      at += end;
      continue;
    }
    if (at_start && rest.starts_with("::"))
      safe += "\\x3a";
    else
      safe += rest.front();
    at_start = rest.front() == '\n' || (at_start && (rest.front() == ' ' || rest.front() == '\t'));
  }
  return safe;
}

namespace {

/// The second # as the format wants it: in JSON and XML one stands in texts only, and no line begins with a colon.
std::string_view hash_in(Format format) {
  if (format == Format::kJunit) return "&#35;";
  return is_document(format) ? "\\u0023" : "\\x23";
}

}  // namespace

Console::Console(const Options& options)
    : quiet_(options.quiet),
      format_(options.output),
      talk_is_terminal_(os::is_terminal(kStderr) && os::environment_variable("CI").value_or("").empty() &&
                        os::environment_variable("TERM").value_or("dumb") != "dumb"),
      out_paint_(wants_color(options.color, kStdout), width_of(kStdout)),
      talk_paint_(wants_color(options.color, kStderr), width_of(kStderr)) {}

void Console::out(std::string_view data) {
  // The workflow commands of GitHub are the one view that means to be some; it escapes what it shows itself.
  const std::string text = format_ == Format::kGithub ? std::string(data) : without_commands(data, hash_in(format_));
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) out_failed_ = true;
}

void Console::say(std::string_view text) {
  if (!quiet_) complain(text);
}

void Console::complain(std::string_view talk) {
  const std::string text = without_commands(talk);
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
