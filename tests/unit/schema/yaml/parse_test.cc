#include "schema/yaml/parse.h"

#include <doctest/doctest.h>

#include "tests/unit/schema/yaml/yaml_text.h"

namespace dac::schema {
namespace {

TEST_CASE("scalars stay text, and their style is known") {
  CHECK(documents_of("a: NO\nb: 010\nc: 1e3\nd: \"1\"\ne: 'it''s'\nf: 3.10\n") ==
        "{a: 'NO', b: '010', c: '1e3', d: \"1\", e: \"it's\", f: '3.10'}\n");
  CHECK(documents_of("a: |\n  x\n   y\n\n  z\nb: >-\n  one\n  two\n\n  three\n") ==
        "{a: |x\n y\n\nz\n|, b: |one two\nthree|}\n");
  CHECK(documents_of("a: \"x\\ty \\u00e9\\\n  z\"\n") == "{a: \"x\ty \xC3\xA9z\"}\n");
}

TEST_CASE("nothing, ~ and null are empty, in quotes they are text") {
  CHECK(documents_of("a:\nb: ~\nc: null\nd: Null\ne: NULL\nf: nULL\ng: 'null'\nh: \"\"\ni: nullable\n") ==
        "{a: ~, b: ~, c: ~, d: ~, e: ~, f: 'nULL', g: \"null\", h: \"\", i: 'nullable'}\n");
}

TEST_CASE("documents are separated by ---, empty ones are left out") {
  CHECK(documents_of("") == "");
  CHECK(documents_of("# only a comment\n") == "");
  CHECK(documents_of("---\n---\n# x\n---\na: 1\n---\n...\n---\nb: 2\n...\n") == "{a: '1'}\n{b: '2'}\n");
  CHECK(documents_of("a: 1\n...\nb: 2\n") == "{a: '1'}\n{b: '2'}\n");
}

TEST_CASE("a directive says the version of YAML, and '%' and '...' may stand inside a text") {
  CHECK(documents_of("# c\n%YAML 1.2  # c\n\n# c\n---\na: 1\n... # c\n%YAML 1.2\n--- {b: 2}\n") ==
        "{a: '1'}\n{b: '2'}\n");
  CHECK(documents_of("a: |\n  %x\n  ... y\nb: 50%\n...x: 1\n") == "{a: |%x\n... y\n|, b: '50%', ...x: '1'}\n");
}

TEST_CASE("quotes around nothing but line breaks fold like any others") {
  CHECK(documents_of("a: '\n\n  '\nb: \"\n\n\n  \"\nc: '\n  '\nd: ''\n") ==
        "{a: \"\n\", b: \"\n\n\", c: \" \", d: \"\"}\n");
}

TEST_CASE("every node knows both its ends") {
  CHECK(
      documents_of("a: one\nb: [x, {y: 1} ]\n", true) ==
      "{a@1:1-1:2: 'one'@1:4-1:7, b@2:1-2:2: ['x'@2:5-2:6, {y@2:9-2:10: '1'@2:12-2:13}@2:8-2:14]@2:4-2:16}@1:1-2:16\n");
  CHECK(documents_of("a: one\n  two # c\nb: \"x\n  y\"\n", true) ==
        "{a@1:1-1:2: 'one two'@1:4-2:6, b@3:1-3:2: \"x y\"@3:4-4:5}@1:1-4:5\n");
  CHECK(documents_of("a: | # c\n  x\n\n   y\n\nb: >-\nc: 1\n", true) ==
        "{a@1:1-1:2: |x\n\n y\n|@1:4-4:5, b@6:1-6:2: ||@6:4-6:6, c@7:1-7:2: '1'@7:4-7:5}@1:1-7:5\n");
  CHECK(documents_of("- - a\n  - b\n- c: 1\n", true) ==
        "[['a'@1:5-1:6, 'b'@2:5-2:6]@1:3-2:6, {c@3:3-3:4: '1'@3:6-3:7}@3:3-3:7]@1:1-3:7\n");
}

TEST_CASE("an empty value stands at its key, an empty item at its dash") {
  CHECK(documents_of("a:\n\n# c\nbb:\n  - x\n  -\n\n  - ~\n", true) ==
        "{a@1:1-1:2: ~@1:1-1:2, bb@4:1-4:3: ['x'@5:5-5:6, ~@6:3-6:4, ~@8:5-8:6]@5:3-8:6}@1:1-8:6\n");
  CHECK(documents_of("- a:\n-\n- {b: , c}\n", true) ==
        "[{a@1:3-1:4: ~@1:3-1:4}@1:3-1:4, ~@2:1-2:2, {b@3:4-3:5: ~@3:4-3:5, c@3:9-3:10: "
        "~@3:9-3:10}@3:3-3:11]@1:1-3:11\n");
  CHECK(documents_of("a:\nnull_b: 1\n", true) == "{a@1:1-1:2: ~@1:1-1:2, null_b@2:1-2:7: '1'@2:9-2:10}@1:1-2:10\n");
}

TEST_CASE("columns count code points") {
  CHECK(documents_of("\xC3\xA9: {\xE2\x82\xAC: '\xF0\x9F\x98\x80', b: 1}\n", true) ==
        "{\xC3\xA9@1:1-1:2: {\xE2\x82\xAC@1:5-1:6: \"\xF0\x9F\x98\x80\"@1:8-1:11, b@1:13-1:14: "
        "'1'@1:16-1:17}@1:4-1:18}@1:1-1:18\n");
}

TEST_CASE("a byte order mark and CRLF change nothing") {
  const std::string plain = "a: one\n  two\nb: |\n  x\n  y\nc:\n- 1\n-\n";
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : plain) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(documents_of(windows, true) == documents_of(plain, true));
  CHECK(documents_of(plain) == "{a: 'one two', b: |x\ny\n|, c: ['1', ~]}\n");
}

TEST_CASE("an alias stands for its anchor's value, at its place") {
  CHECK(documents_of("a: &x {k: 1}\nb: [*x, *x]\nc: &y\n  - *x\nd: *y\n") ==
        "{a: {k: '1'}, b: [{k: '1'}, {k: '1'}], c: [{k: '1'}], d: [{k: '1'}]}\n");
  CHECK(documents_of("a: &x 1\nb: *x\n", true) == "{a@1:1-1:2: '1'@1:7-1:8, b@2:1-2:2: '1'@1:7-1:8}@1:1-2:6\n");
  CHECK(documents_of("a: &x 1\nb: &x 2\nc: *x\n") == "{a: '1', b: '2', c: '2'}\n");
  CHECK(documents_of("a: &x\nb: *x\nc: &y\n  k: 1\n") == "{a: ~, b: ~, c: {k: '1'}}\n");
}

TEST_CASE("many keys: a duplicate is found however many there are") {
  std::string text;
  for (int i = 0; i < 40; ++i) text += fmt::format("k{}: {}\n", i, i);
  CHECK(findings_of(text) == "");
  CHECK(findings_of(text + "k7: x\nk7: y\n") ==
        "41:1 DAC0104 the key 'k7' is written twice; keep one of the two\n  8:1 it is first written here\n"
        "42:1 DAC0104 the key 'k7' is written twice; keep one of the two\n  8:1 it is first written here\n");
}

Origin place(const std::string& text, std::size_t offset) {
  Sources sources;
  const std::uint32_t file = sources.add("a.yaml", text);
  const auto parsed = parse_yaml(sources, file);
  const Node* node = parsed.value.at(0).root.find("sql");
  REQUIRE(node != nullptr);
  return place_in_scalar(sources, node->span.begin, node->text, offset);
}

TEST_CASE("place_in_scalar sees through the ways a text is written") {
  CHECK(show(place("sql: select 1\n", 7)) == "1:13");
  CHECK(show(place("x: 1\nsql: \xC3\xA9 1\n", 3)) == "2:8");
  CHECK(show(place("sql: 'it''s x'\n", 5)) == "1:13");
  CHECK(show(place("sql: \"a\\tb\\u20acc\"\n", 6)) == "1:17");
  CHECK(show(place("sql: |\n  select\n\n    x\n", 0)) == "2:3");
  CHECK(show(place("sql: |\n  select\n\n    x\n", 10)) == "4:5");
  CHECK(show(place("sql: |\n  select\n\n    x\n", 6)) == "2:9");
  CHECK(show(place("sql: >- # c\n  select\n  x\n", 7)) == "3:3");
  CHECK(show(place("sql: select\n  x\n", 7)) == "2:3");
  CHECK(show(place("\xEF\xBB\xBFsql: |\r\n  a\r\n  b\r\n", 2)) == "3:3");
  CHECK(show(place("sql: \"a\n  b\"\n", 2)) == "1:6");
  CHECK(show(place("sql: x\n", 99)) == "1:7");
}

}  // namespace
}  // namespace dac::schema
