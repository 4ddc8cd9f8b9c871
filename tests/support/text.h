#pragma once
// Text for the test runners: files, words of a command line, differences, and the parts of dac's output that change
// from run to run. Failures throw Failure.

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dac::test {

/// A test that did not hold: what() is what to print.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string read_text(const std::string& path);
/// Makes the folders too.
void write_text(const std::string& path, std::string_view text);
std::vector<std::string> lines_of(std::string_view text);
/// Words of a command line: blanks part them, '...' and "..." keep them together, \n \t \" \\ mean something in "...".
std::vector<std::string> split_words(std::string_view line);
/// A unified diff, or "" where both are the same.
std::string unified_diff(std::string_view want, std::string_view got);
/// Times, nonces, digests, process ids and measured durations as <time>, <nonce>, <digest>, <pid>, <took>, and each
/// `replacements.first` as its second.
std::string normalised(std::string text, const std::vector<std::pair<std::string, std::string>>& replacements);

/// A txtar archive: a comment (here: the script), then files. Text is always ended by a newline.
struct Section {
  std::string name;
  std::string text;
};
struct Archive {
  std::string script;
  std::vector<Section> sections;

  [[nodiscard]] Section* find(std::string_view name);
};
Archive parse_archive(std::string_view text);
std::string format_archive(const Archive& archive);

/// Whether DAC_ACCEPT=1 asks for expected texts to be rewritten. Exits with 64 where CI is set too.
bool accepting();

}  // namespace dac::test
