#include "cli/term/console.h"

#include <doctest/doctest.h>

namespace dac::cli {
namespace {

TEST_CASE("what a CI system would take for a command is shown and no command") {
  CHECK(without_commands("::error::x\n  ::set-output name=a::b\n") == "\\x3a:error::x\n  \\x3a:set-output name=a::b\n");
  CHECK(without_commands("- ##[group]x\n##vso[task.setvariable]y\n##teamcity[z\n") ==
        "- #\\x23[group]x\n#\\x23vso[task.setvariable]y\n#\\x23teamcity[z\n");
  CHECK(without_commands("\x1b[31m::error::x\x1b[0m\n") == "\x1b[31m\\x3a:error::x\x1b[0m\n");
  CHECK(without_commands(R"({"a": "##[x"})", "\\u0023") == R"({"a": "#\u0023[x"})");
}

TEST_CASE("text that is no command stays as it is") {
  CHECK(without_commands("SELECT a::int\n### Steps\n## dac plan\na ##\n##x\n##") ==
        "SELECT a::int\n### Steps\n## dac plan\na ##\n##x\n##");
}

}  // namespace
}  // namespace dac::cli
