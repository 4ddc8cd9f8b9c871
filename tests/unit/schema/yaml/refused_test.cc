// What parse_yaml refuses, with the whole message of each. Texts that other tools take silently are among them.
#include <doctest/doctest.h>

#include "tests/unit/schema/yaml/yaml_text.h"

namespace dac::schema {
namespace {

struct Case {
  const char* text;
  const char* findings;
};

constexpr Case kCases[] = {
    {"a: 1\na: 2\n",
     "2:1 DAC0104 the key 'a' is written twice; keep one of the two\n"
     "  1:1 it is first written here\n"},
    {"a: {b: 1, b: 2, b: 3}\n",
     "1:11 DAC0104 the key 'b' is written twice; keep one of the two\n"
     "  1:5 it is first written here\n"
     "1:17 DAC0104 the key 'b' is written twice; keep one of the two\n"
     "  1:5 it is first written here\n"},
    {"? [x]\n: 1\n", "1:3 DAC0105 expected a text as key, found a list; put the key in quotes\n"},
    {"{{ x }}: 1\n",
     "1:2 DAC0105 expected a text as key, found a map; inside {} and [] a value that starts with { needs quotes\n"},
    {"a: {{ x }}\n",
     "1:5 DAC0105 expected a text as key, found a map; inside {} and [] a value that starts with { needs quotes\n"},
    {"~: 1\n", "1:1 DAC0105 expected a text as key, found null; put the key in quotes\n"},
    {"a: 1\n%b: 2\n",
     "2:1 DAC0103 a line that starts with '%' is no part of a document; put a text that starts with '%' in quotes\n"},
    {"%YAML 1.1\n---\na: 1\n", "1:1 DAC0103 expected %YAML 1.2; remove the line\n"},
    {"%TAG ! x\n---\na: 1\n", "1:1 DAC0103 expected %YAML 1.2; remove the line\n"},
    {"%YAML 1.2 # c\n\na: 1\n",
     "3:1 DAC0103 expected --- behind the directive; a document with a directive starts with a line ---; the directive "
     "may be left out\n"},
    {"%YAML 1.2\n",
     "2:1 DAC0103 expected --- behind the directive; a document with a directive starts with a line ---; the directive "
     "may be left out\n"},
    {"%YAML 1.2\n%YAML 1.2\n---\na: 1\n", "2:1 DAC0103 found %YAML twice; remove the line\n"},
    {"%YAML 1.2\n...\n",
     "2:1 DAC0103 expected --- behind the directive; a document with a directive starts with a line ---; the directive "
     "may be left out\n"},
    {"a: 1\n...  b: 2\n",
     "2:6 DAC0103 found a text behind the end of the document; start it on a line of its own, behind a line ---\n"},
    {"a: 1\n---- \nb: 2\n",
     "2:6 DAC0103 expected a key and ': ', found the end of the line; keys of one map start in the same column, with a "
     "space after the colon\n"},
    {"a: [x, , y]\n", "1:8 DAC0103 expected a value, found ','; remove the comma, or write null\n"},
    {"a: [,]\n", "1:5 DAC0103 expected a value, found ','; remove the comma, or write null\n"},
    {"a: \"it\\'s\"\n",
     "1:7 DAC0103 found an unknown escape in double quotes; inside double quotes a ' is written as it is\n"},
    {"a: |# c\n  x\n", "1:5 DAC0103 expected a space before the comment; \n"},
    {"a: >\n  x\n  ",
     "3:1 DAC0103 a folded text ends in a line of blanks that no line break ends; remove the blanks\n"},
    {"a:\n&x\n- b\n", "2:1 DAC0103 expected the value of 'a' to be indented more than it; indent the line\n"},
    {"a:\n-? []\n",
     "2:1 DAC0103 expected ': ' behind the key '-? []'; write 'key: value', or indent the line more than the key that "
     "it belongs to\n"},
    {": 1\n", "1:1 DAC0105 expected a text as key, found nothing; put the key in quotes\n"},
    {"*a : 1", "1:1 DAC0109 the alias '*a' has no anchor before it; put a text that starts with '*' in quotes\n"},
    {"a: &x 1\n*x : 2\n", "2:1 DAC0105 expected a text as key, found an alias; put the key in quotes\n"},
    {"a: !foo 1\nb: !!str 2\nc: ! x\nd: ! \"q\"\ne: !<tag:x> [1]\nf: &a !t {x: 1}\n!t g: 2\n",
     "1:4 DAC0106 found the tag '!foo', and tags are not used; remove it; the type of a value is that of its field\n"
     "2:4 DAC0106 found the tag '!!str', and tags are not used; remove it; the type of a value is that of its field\n"
     "3:4 DAC0106 found the tag '!', and tags are not used; remove it; the type of a value is that of its field\n"
     "4:4 DAC0106 found the tag '!', and tags are not used; remove it; the type of a value is that of its field\n"
     "5:4 DAC0106 found the tag '!<tag:x>', and tags are not used; remove it; the type of a value is that of its "
     "field\n"
     "6:7 DAC0106 found the tag '!t', and tags are not used; remove it; the type of a value is that of its field\n"
     "7:1 DAC0106 found the tag '!t', and tags are not used; remove it; the type of a value is that of its field\n"},
    {"a: &m {x: 1}\nb:\n  <<: *m\n  y: 2\n",
     "3:3 DAC0107 found the merge key '<<', and merge keys are not used; write the entries out, or give the whole map "
     "an anchor (&name) and use it as a value (*name)\n"},
    {"a: &a [*a]", "1:8 DAC0108 the alias '*a' stands inside what it names; write the value out instead\n"},
    {"a: {b: ${var.x}, c: 1}\n",
     "1:8 DAC0103 inside {} and [] YAML needs quotes around ${...}; put the whole value in double quotes\n"},
    {"a: [${var.x}]\n",
     "1:5 DAC0103 inside {} and [] YAML needs quotes around ${...}; put the whole value in double quotes\n"},
    {"- {b: ${var.x}}\n",
     "1:7 DAC0103 inside {} and [] YAML needs quotes around ${...}; put the whole value in double quotes\n"},
    {"a:\n\tb: 1\n", "2:1 DAC0103 found a tab in the indentation; indent with spaces\n"},
    {"a: 1\n\tb: 2\n", "2:1 DAC0103 found a tab in the indentation; indent with spaces\n"},
    {"a: b: c\n",
     "1:5 DAC0103 found ': ' where no key can stand; put a text that holds ': ' in quotes; a map starts on a line of "
     "its own\n"},
    {"a: - b\n",
     "1:4 DAC0103 found '- ' where no list can start; start the list on a line of its own; put a text that starts with "
     "'- ' in quotes\n"},
    {"a: [1, 2\nb: 3\n",
     "2:2 DAC0103 expected ',' or ']', found ':'; close the bracket\n"
     "  1:4 '[' is opened here\n"},
    {"a: [1, 2\n---\nb: 3\nb: 4\n",
     "2:1 DAC0103 expected ',' or ']', found the end of the document; close the bracket\n"
     "  1:4 '[' is opened here\n"
     "4:1 DAC0104 the key 'b' is written twice; keep one of the two\n"
     "  3:1 it is first written here\n"},
    {"a: {x: 1\n",
     "1:9 DAC0103 expected ',' or '}', found the end of the file; close the bracket\n"
     "  1:4 '{' is opened here\n"},
    {"a: \"abc\nb: 2\n", "1:4 DAC0103 the quote \" is not closed; close it with \"\n"},
    {"a: 'abc\n---\nb: 'x\n",
     "1:4 DAC0103 the quote ' is not closed; close it with '\n"
     "3:4 DAC0103 the quote ' is not closed; close it with '\n"},
    {"a: ]\n", "1:4 DAC0103 found a bracket that closes nothing; remove it, or put the text in quotes\n"},
    {"a: @x\n", "1:4 DAC0103 a text without quotes cannot start like this; put it in quotes\n"},
    {"a: `x`\n", "1:4 DAC0103 a text without quotes cannot start like this; put it in quotes\n"},
    {"a: %x\n", "1:4 DAC0103 a text without quotes cannot start like this; put it in quotes\n"},
    {"a: \"\\c\"\n",
     "1:5 DAC0103 found an unknown escape in double quotes; write \\\\ for a backslash, or use single quotes, where a "
     "backslash is just that\n"},
    {"a: \"\\xzz\"\n",
     "1:5 DAC0103 expected hexadecimal digits in the escape; write \\\\ for a backslash, or use single quotes, where a "
     "backslash is just that\n"},
    {"a: *\n", "1:5 DAC0103 found '*' without a name; put a text that starts with '*' in quotes\n"},
    {"a: &\n", "1:5 DAC0103 found '&' without a name; put a text that starts with '&' in quotes\n"},
    {"a: |x\n  t\n", "1:5 DAC0103 found text behind '|' or '>'; start the text on the next line\n"},
    {"a: |0\n  t\n", "1:6 DAC0103 a block text cannot be indented by 0; leave the number out\n"},
    {"a: 1\nb:2\nc: 3\n",
     "2:1 DAC0103 expected a key and ': ', found 'b:2'; keys of one map start in the same column, with a space after "
     "the colon\n"},
    {"a:\n    b: 1\n  c: 2\n",
     "3:3 DAC0103 expected a key and ': ', found 'c:'; keys of one map start in the same column, with a space after "
     "the colon\n"},
    {"a:\n  b: 1\n c: 2\n",
     "3:2 DAC0103 expected a key and ': ', found 'c:'; keys of one map start in the same column, with a space after "
     "the colon\n"},
    {"a: 1\n- b\n",
     "2:1 DAC0103 expected a key and ': ', found '-'; keys of one map start in the same column, with a space after the "
     "colon\n"},
    {"- a\nb: 1\n",
     "2:1 DAC0103 expected the end of the document, found 'b:'; a document is one map; another one starts with a line "
     "---\n"},
    {"[a]\nb: 1\n",
     "2:1 DAC0103 expected the end of the document, found 'b:'; a document is one map; another one starts with a line "
     "---\n"},
    {"a: \"x\" y\n",
     "1:8 DAC0103 expected a key and ': ', found 'y'; keys of one map start in the same column, with a space after the "
     "colon\n"},
    {"a: {b: /x?y}\n",
     "1:10 DAC0103 expected ',' or a closing bracket, found '?y'; inside {} and [] a text that holds any of [ ] { } , "
     "? needs quotes\n"},
    {"a: x\007y\n",
     "1:5 DAC0102 found the control character U+0007; remove it; in double quotes it can be written \\x07\n"},
    {"a: \177",
     "1:4 DAC0102 found the control character U+007F; remove it; in double quotes it can be written \\x7f\n"},
    {"a: x\ry\n", "1:5 DAC0102 found a carriage return without a line feed; end lines with LF or CR LF\n"},
    {"a: \302\205\n",
     "1:4 DAC0102 found the control character U+0085; remove it; in double quotes it can be written \\x85\n"},
    {"a: \357\273\277\n",
     "1:4 DAC0102 found a byte order mark inside the text; remove it; it may only stand at the start of a file\n"},
    {"a\342\200\256b: 1\n", "1:1 DAC0102 the key 'a\342\200\256b' holds a control or invisible character; remove it\n"},
    {"\"a\\u202eb\": 1\n", "1:1 DAC0102 the key 'a\342\200\256b' holds a control or invisible character; remove it\n"},
    {"a: null\nnull: 2\nb:\nnull: 3", "2:1 DAC0105 expected a text as key, found null; put the key in quotes\n"},
    {"%YAML 3.0\n---\na: 1\n", "1:1 DAC0103 expected %YAML 1.2; remove the line\n"},
    {"a: &x &y 1", "1:7 DAC0103 found two anchors on one value; keep one of them\n"},
    {"a: !x !y 1", "1:7 DAC0103 found two tags on one value; remove them\n"},
    {"a: *x y", "1:4 DAC0109 the alias '*x' has no anchor before it; put a text that starts with '*' in quotes\n"},
    {"key: value\n  more: x\n",
     "2:3 DAC0103 found a key inside the text of the line above; start the line in the same column as the line above, "
     "or put the text in quotes\n"},
    {"a: x # c\n  b",
     "2:3 DAC0103 expected a key and ': ', found 'b'; keys of one map start in the same column, with a space after the "
     "colon\n"},
    {"a: {b: 1} c\n",
     "1:11 DAC0103 expected a key and ': ', found 'c'; keys of one map start in the same column, with a space after "
     "the colon\n"},
    {"a: ${x: 1}\n",
     "1:7 DAC0103 found ': ' where no key can stand; put a text that holds ': ' in quotes; a map starts on a line of "
     "its own\n"},
    {"a: x\n b: y\n",
     "2:2 DAC0103 found a key inside the text of the line above; start the line in the same column as the line above, "
     "or put the text in quotes\n"},
    {"\"a\": 1\n'a': 2\n",
     "2:1 DAC0104 the key 'a' is written twice; keep one of the two\n"
     "  1:1 it is first written here\n"},
    {"a: [\n  b,\n  c\n",
     "3:4 DAC0103 expected ',' or ']', found the end of the file; close the bracket\n"
     "  1:4 '[' is opened here\n"},
    {"a: {x: [1}\n", "1:10 DAC0103 found a bracket that closes nothing; remove it, or put the text in quotes\n"},
    {"!t\n",
     "1:1 DAC0106 found the tag '!t', and tags are not used; remove it; the type of a value is that of its field\n"},
    {"a: !t\n",
     "1:4 DAC0106 found the tag '!t', and tags are not used; remove it; the type of a value is that of its field\n"},
};

TEST_CASE("each mistake in a text is one finding at its place") {
  for (const Case& row : kCases) {
    CAPTURE(row.text);
    CHECK(findings_of(row.text) == row.findings);
  }
}

TEST_CASE("what yaml-cpp takes silently is refused too") {
  CHECK(
      findings_of("a: 1\nb\n") ==
      "2:1 DAC0103 expected ': ' behind the key 'b'; write 'key: value', or indent the line more than the key that it "
      "belongs to\n");
  CHECK(
      findings_of("a: |\n  x\n\"b\"") ==
      "3:1 DAC0103 expected ': ' behind the key 'b'; write 'key: value', or indent the line more than the key that it "
      "belongs to\n");
  CHECK(findings_of("m:\n  a:\n  b # c\nc: 1\n") ==
        "3:3 DAC0103 expected the value of 'a' to be indented more than it; indent the line\n");
  CHECK(findings_of("a:\n[b]\nc: 1\n") ==
        "2:1 DAC0103 expected the value of 'a' to be indented more than it; indent the line\n");
  CHECK(findings_of("? a\n: b\n? c\n") == "");
  CHECK(findings_of("a: [\nb,\nc: d,\n{e:\nf}, \"g\":h]\ni:\n- j\nk:\n l\n") == "");
}

TEST_CASE("a text that is no UTF-8 is refused by its first wrong byte") {
  using namespace std::string_literals;
  const std::string utf16 = "1:1 DAC0101 expected UTF-8, found UTF-16 or UTF-32; save the file as UTF-8\n";
  CHECK(findings_of("\xFF\xFE"
                    "a\0:\0"s) == utf16);
  CHECK(findings_of("\xFE\xFF\0a\0:"s) == utf16);
  CHECK(findings_of("a\0:\0 \0"s) == utf16);
  CHECK(findings_of("\0\0\0a"s) ==
        "1:1 DAC0102 found the control character U+0000; remove it; in double quotes it can be written \\x00\n");
  CHECK(findings_of("a: \xFF\n") == "1:4 DAC0100 expected UTF-8, found the byte 0xFF; save the file as UTF-8\n");
  CHECK(findings_of("\xC3\xA9: \xC0\x80\n") ==
        "1:4 DAC0100 expected UTF-8, found the byte 0xC0; save the file as UTF-8\n");
  CHECK(findings_of("a: 1\nb: \xED\xA0\x80\n") ==
        "2:4 DAC0100 expected UTF-8, found the byte 0xED; save the file as UTF-8\n");
  CHECK(findings_of("a: \xC2") == "1:4 DAC0100 expected UTF-8, found the byte 0xC2; save the file as UTF-8\n");
  CHECK(findings_of("a: x\0y"s) ==
        "1:5 DAC0102 found the control character U+0000; remove it; in double quotes it can be written \\x00\n");
}

TEST_CASE("what is wrong in one document leaves the others alone") {
  CHECK(documents_of("a: [\n---\nb: 1\n---\nc: {\n") == "{b: '1'}\n");
  CHECK(documents_of("a: 1\na: 2\n---\nb: 1\n") == "{a: '1'}\n{b: '1'}\n");
  CHECK(documents_of("--- [\n---\nb: 1\n") == "{b: '1'}\n");
  CHECK(documents_of("a: [\n---b: ]]\n--- [\n---\nd: 1\n") == "{d: '1'}\n");
  CHECK(documents_of("? [x]\n: 1\nb: 2\n") == "{b: '2'}\n");
  CHECK(documents_of("m: &m {x: 1}\n<<: *m\nb: *m\n") == "{m: {x: '1'}, b: {x: '1'}}\n");
}

}  // namespace
}  // namespace dac::schema
