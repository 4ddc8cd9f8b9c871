// Runs tests/cases/**/*.txtar against the real dac: `txtar_runner [PART-OF-A-NAME]`. One case, one check. The format
// and the commands: tests/cases/README.md.

#include <algorithm>
#include <filesystem>

#include "tests/support/report.h"
#include "tests/support/script.h"

namespace dac::test {
namespace {

void run_case(const std::string& path, const std::string& name) {
  Archive archive = parse_archive(read_text(path));
  Stage stage(dac_binary());
  Script script(stage, archive);
  try {
    script.run();
  } catch (const Failure& failure) {
    throw Failure(std::string(failure.what()) +
                  "\nto accept what dac says now: DAC_ACCEPT=1 tests/run --preset release --filter " + name);
  }
  if (script.changed()) write_text(path, format_archive(archive));
}

std::vector<Check> find_cases(const std::string& filter) {
  const std::string root = repository() + "/tests/cases";
  std::vector<Check> checks;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    const std::string name = path.substr(root.size() + 1);
    if (entry.path().extension() == ".txtar" && name.find(filter) != std::string::npos)
      checks.push_back({name, [path, name] { run_case(path, name); }});
  }
  std::ranges::sort(checks, {}, &Check::name);
  return checks;
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  return dac::test::run_checks("cases", dac::test::find_cases(argc > 1 ? argv[1] : ""));
}
