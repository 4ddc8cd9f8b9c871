#pragma once
// Runs named checks on all cores and prints how they went; the last line is the one that tests/run adds up.

#include <functional>
#include <string>
#include <vector>

namespace dac::test {

struct Check {
  std::string name;
  std::function<void()> run;  // throws where it does not hold
};

/// "label: 3 passed, 0 failed, 0 skipped"; returns main's exit code. No check at all is a failure.
int run_checks(const std::string& label, const std::vector<Check>& checks);

}  // namespace dac::test
