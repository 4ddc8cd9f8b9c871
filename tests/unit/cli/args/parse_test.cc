#include "cli/args/parse.h"

#include <doctest/doctest.h>

#include "cli/args/table.h"

#include "schema/base/text.h"

namespace dac::cli {
namespace {

Options parsed(std::vector<std::string> arguments) {
  const auto result = parse_arguments(std::move(arguments));
  REQUIRE(result.has_value());
  return result->options;
}

std::string refusal(std::vector<std::string> arguments) {
  const auto result = parse_arguments(std::move(arguments));
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == ErrorKind::kUsage);
  return result.error().message + "|" + result.error().help;
}

TEST_CASE("a refusal says what is missing, without blanks behind") {
  CHECK(refusal({"plan", "--only"}) == "--only needs a value|'dac plan --help' shows how it is used");
  CHECK(refusal({"plan", "x"}) == "'dac plan' does not take 'x'|dac plan");
}

TEST_CASE("the help of all lists the exit codes") {
  const auto all = parse_arguments({"--help"});
  REQUIRE(all.has_value());
  CHECK(all->help->find("\nexit codes\n  0           done, or nothing to do\n") != std::string::npos);
}

TEST_CASE("options stand anywhere") {
  const Options behind = parsed({"plan", "-e", "prod", "--only", "kind=Topic", "--only=topic/a", "-o", "json"});
  const Options before = parsed({"-e", "prod", "-o", "json", "--only", "kind=Topic", "plan", "--only", "topic/a"});
  for (const Options& options : {behind, before}) {
    CHECK(options.command == "plan");
    CHECK(options.environment == "prod");
    CHECK(options.output == Format::kJson);
    CHECK(options.only == std::vector<std::string>{"kind=Topic", "topic/a"});
  }
}

TEST_CASE("--yes stands alone or names the environment") {
  CHECK(parsed({"apply", "--yes"}).yes);
  CHECK(parsed({"apply", "--yes", "plan.json"}).arguments == std::vector<std::string>{"plan.json"});
  CHECK(parsed({"destroy", "--yes=local"}).yes_to == "local");
}

TEST_CASE("a dash is an argument, values may hold equals signs") {
  const Options send = parsed({"send", "orders", "-"});
  CHECK(send.arguments == std::vector<std::string>{"orders", "-"});
  CHECK(parsed({"call", "x", "q=a=b", "n=-1"}).arguments == std::vector<std::string>{"x", "q=a=b", "n=-1"});
  CHECK(parsed({"plan", "--var", "a=b=c"}).variables.front() == std::pair<std::string, std::string>("a", "b=c"));
}

TEST_CASE("what makes no sense is told with the nearest that does") {
  CHECK(refusal({"paln"}) == "there is no command 'paln'|did you mean 'plan'?");
  CHECK(refusal({"plan", "--ouput", "json"}) == "'dac plan' has no option '--ouput'|did you mean '--output'?");
  CHECK(refusal({"plan", "--yes"}) == "'dac plan' has no option '--yes'|'dac plan --help' lists what it takes");
  CHECK(refusal({"plan", "-o", "xml"}) ==
        "'dac plan' has no output format 'xml'|it has human, json, markdown, github, sarif, junit, gitlab");
  CHECK(refusal({"show"}) == "'dac show' needs RESOURCE|dac show RESOURCE");
  CHECK(refusal({"plan", "x"}) == "'dac plan' does not take 'x'|dac plan");
  CHECK(refusal({"apply", "--max-deletes", "-1"}) == "--max-deletes takes a whole number from 0 on, found '-1'|");
  CHECK(refusal({"plan", "--lock-timeout", "soon"}) == "--lock-timeout takes a duration such as 5s, found 'soon'|");
  CHECK(refusal({"plan", "-e", ""}) == "--env needs a value, found an empty one|");
  CHECK(refusal({"apply", "--only", "a", "--only", ""}) == "--only needs a value, found an empty one|");
  CHECK(refusal({}) == "no command given|'dac --help' lists them");
}

TEST_CASE("help fits eighty columns and names every option of its command") {
  for (const CommandInfo& command : commands()) {
    const auto result = parse_arguments({std::string(command.name), "--help"});
    REQUIRE(result.has_value());
    REQUIRE(result->help.has_value());
    for (const std::string_view line : split(*result->help, '\n')) {
      CAPTURE(line);
      CHECK(line.size() <= 80);
    }
    for (const OptionInfo& option : options()) {
      const std::string end = option.kind == OptionKind::kOptionalValue ? "[" : " ";
      const bool named = result->help->find(std::string(long_name(option)) + end) != std::string::npos;
      CHECK(named == takes(command, option));
    }
  }
}

}  // namespace
}  // namespace dac::cli
