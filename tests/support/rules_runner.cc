// Runs tests/rules/DACnnnn against the real dac: `rules_runner [PART-OF-A-NAME]`. One folder, one check
// (tests/rules/README.md): `before`, if it is there, is applied; `after` takes its place; then `cmd` runs, and what it
// says and its exit code are `want.txt`.

#include <algorithm>
#include <filesystem>

#include "tests/support/report.h"
#include "tests/support/script.h"

namespace dac::test {
namespace fs = std::filesystem;
namespace {

std::string text_or(const std::string& path, const std::string& otherwise) {
  return fs::exists(path) ? read_text(path) : otherwise;
}

void apply_before(Stage& stage, const std::string& folder) {
  stage.replace_files(folder);
  const Outcome outcome = stage.dac({"apply", "--yes"});
  if (outcome.code != 0)
    throw Failure("`before` does not apply: exit " + std::to_string(outcome.code) + "\n" + outcome.out + outcome.err);
}

/// A command line, with variables before it as a shell has them.
Outcome run_line(Stage& stage, const std::string& line) {
  std::vector<std::string> words = split_words(line);
  while (!words.empty() && words[0].find('=') != std::string::npos && words[0][0] != '-') {
    stage.environment()[words[0].substr(0, words[0].find('='))] = words[0].substr(words[0].find('=') + 1);
    words.erase(words.begin());
  }
  return stage.dac(words);
}

void run_rule(const std::string& folder) {
  Stage stage(dac_binary());
  if (fs::exists(folder + "/before")) apply_before(stage, folder + "/before");
  stage.replace_files(folder + "/after");
  Archive none;
  Script(stage, none).prepare(text_or(folder + "/prepare", ""));
  Outcome last;
  for (const std::string& line : lines_of(text_or(folder + "/cmd", "validate"))) last = run_line(stage, line);

  const std::string got = stage.normalised(last.out + last.err) + "exit " + std::to_string(last.code) + "\n";
  const std::string want = text_or(folder + "/want.txt", "");
  const std::string code = fs::path(folder).filename().string().substr(0, 7);
  if (got != want && accepting()) return write_text(folder + "/want.txt", got);
  if (got != want)
    throw Failure(unified_diff(want, got) + "to accept: DAC_ACCEPT=1 tests/run --preset release --filter " + code);
  if (want.find(code) == std::string::npos) throw Failure("want.txt does not mention " + code);
}

std::vector<Check> find_rules(const std::string& filter) {
  std::vector<Check> checks;
  for (const auto& entry : fs::directory_iterator(repository() + "/tests/rules")) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && name.find(filter) != std::string::npos)
      checks.push_back({name, [folder = entry.path().string()] { run_rule(folder); }});
  }
  std::ranges::sort(checks, {}, &Check::name);
  return checks;
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  return dac::test::run_checks("rules", dac::test::find_rules(argc > 1 ? argv[1] : ""));
}
