// Texts made to exhaust the parser: each gives its one error, and its document is not decoded.
#include <doctest/doctest.h>

#include "schema/diag/codes/text.h"
#include "tests/unit/schema/yaml/yaml_text.h"

namespace dac::schema {
namespace {

constexpr std::string_view kTooDeep =
    " DAC0110 lists and maps are nested more than 100 deep; make the document flatter; it is not read\n";
constexpr std::string_view kTooMany =
    " DAC0111 the document has more than 100000 values, with its aliases written out; split the document; it is not "
    "read\n";

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("a hundred levels are read, one more is not") {
  CHECK(findings_of(repeat("[", 100) + repeat("]", 100)) == "");
  CHECK(findings_of(repeat("[", 101) + repeat("]", 101)) == fmt::format("1:101{}", kTooDeep));
  CHECK(findings_of(repeat("- ", 100) + "x") == "");
  CHECK(findings_of(repeat("- ", 101) + "x") == fmt::format("1:201{}", kTooDeep));
  CHECK(documents_of(repeat("[", 101) + repeat("]", 101)) == "~\n");
}

TEST_CASE("nesting a hundred thousand deep is one error") {
  for (const std::string_view opening : {"[", "{", "{a: ", "[{", "- ", "? ", "- - ? "}) {
    CAPTURE(opening);
    const auto parsed = parse_text(repeat(opening, 100'000));
    REQUIRE(parsed.findings.size() == 1);
    CHECK(parsed.findings.items().front().code == codes::kTooDeep);
    REQUIRE(parsed.value.size() == 1);
    CHECK(parsed.value.front().root.kind == NodeKind::kEmpty);
  }
  std::string indented;
  for (std::size_t level = 0; level < 1000; ++level) indented += repeat(" ", level) + "a:\n";
  CHECK(findings_of(indented) == fmt::format("101:101{}", kTooDeep));
}

TEST_CASE("brackets in texts and comments do not count") {
  const std::string many = repeat("[{", 200);
  CHECK(findings_of("a: '" + many + "'\nb: \"" + many + "\"\nc: x" + many + "\nd: |\n  " + many + "\n# " + many +
                    "\ne: y\n  " + many + "\nf: >-\n\n   " + many + "\n- x\n") ==
        "12:1 DAC0103 expected a key and ': ', found '-'; keys of one map start in the same column, with a space after "
        "the colon\n");
  CHECK(findings_of("- |\n " + many + "\n- a: |\n   " + many + "\n  b: [it's, " + "x # " + many + "\n   ]\n") == "");
}

TEST_CASE("values are counted with aliases written out") {
  std::string laugh = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char level = 'b'; level <= 'j'; ++level)
    laugh += fmt::format("{0}: &{0} [{1}]\n", level, repeat(fmt::format("*{},", static_cast<char>(level - 1)), 10));
  CHECK(findings_of(laugh) == fmt::format("5:29{}", kTooMany));
  CHECK(documents_of(laugh) == "~\n");
  CHECK(documents_of(laugh + "---\nb: 1\n") == "~\n{b: '1'}\n");

  CHECK(findings_of("[" + repeat("x,", 99'999) + "]") == "");
  CHECK(findings_of("[" + repeat("x,", 100'000) + "]") == fmt::format("1:200000{}", kTooMany));
  CHECK(findings_of("[" + repeat("[],", 99'999) + "]") == "");
  CHECK(findings_of(repeat("- x\n", 100'000)) == fmt::format("100000:3{}", kTooMany));
}

TEST_CASE("aliases cannot nest deeper than text can") {
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i <= 99; ++i) chain += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  CHECK(findings_of(chain) == fmt::format("100:12{}", kTooDeep));
}

TEST_CASE("long scalars are read") {
  const std::string words = repeat("word ", 200'000);
  CHECK(parse_text("a: " + words).value.at(0).root.entries.at(0).second.text.size() == 999'999);
  CHECK(parse_text("a: \"" + words + "\"").value.at(0).root.entries.at(0).second.text.size() == 1'000'000);
  CHECK(parse_text("a: |\n" + repeat("  x\n", 100'000)).value.at(0).root.entries.at(0).second.text.size() == 200'000);
}

TEST_CASE("blanks at the end of a file are not read again for each text in it") {
  std::string text = "a:\n";
  for (int i = 0; i < 20'000; ++i) text += "- >\n  x\n";
  text.append(4'000'000, ' ');
  CHECK(findings_of(text) ==
        "40002:1 DAC0103 a folded text ends in a line of blanks that no line break ends; remove the blanks\n");
}

}  // namespace
}  // namespace dac::schema
