#include "cli/views/line_diff.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "cli/views/text.h"

namespace dac::cli {
namespace {

std::string shown(std::string_view before, std::string_view after) {
  std::string text;
  for (const auto& [sign, line] : line_difference(before, after)) text += fmt::format("{}{}|", sign, line);
  return text;
}

TEST_CASE("the lines that differ, with one equal line around them") {
  CHECK(shown("a\nb\nc", "a\nx\nc") == " a|-b|+x| c|");
  CHECK(shown("a\nb\nc\n", "a\nb\nc\n") == "");
  CHECK(shown("", "a\n") == "+a|");
  CHECK(shown("a\n", "") == "-a|");
  CHECK(shown("a\nb", "a\nb\nc") == " b|+c|");
}

TEST_CASE("changes far from each other leave out what lies between") {
  CHECK(shown("1\n2\n3\n4\n5\n6\n7\n", "1\nx\n3\n4\n5\ny\n7\n") == " 1|-2|+x| 3|.| 5|-6|+y| 7|");
  CHECK(shown("a\nb\nc\nd\n", "b\nc\nd\ne\n") == "-a| b|.| d|+e|");
}

TEST_CASE("a moved line is one line out and one in") { CHECK(shown("a\nb\nc\n", "b\nc\na\n") == "-a| b| c|+a|"); }

TEST_CASE("very long stretches are replaced whole, and quickly") {
  std::string before;
  std::string after;
  for (int i = 0; i < 5000; ++i) before += fmt::format("{}\n", i), after += fmt::format("{}\n", i + 1'000'000);
  CHECK(line_difference(before, after).size() == 10'000);
}

TEST_CASE("a long line is wrapped at blanks, or where it must be") {
  CHECK(wrap("one two three", 8) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("aaaaaaaaaa", 4) == std::vector<std::string>{"aaaa", "aaaa", "aa"});
  CHECK(wrap("äöüäöü", 4) == std::vector<std::string>{"äöüä", "öü"});
  CHECK(wrap("", 4) == std::vector<std::string>{""});
}

}  // namespace
}  // namespace dac::cli
