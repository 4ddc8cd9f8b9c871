#include "schema/format/format.h"

#include <doctest/doctest.h>

#include "schema/diag/sources.h"
#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

/// The canonical form, "(refused)" where there is none, "(invalid)" where the text does not parse.
std::string formatted(const std::string& text) {
  Sources sources;
  const auto parsed = parse_yaml(sources, sources.add("a.yaml", text));
  if (parsed.findings.has_errors()) return "(invalid) " + parsed.findings.items().front().message;
  std::vector<const Node*> roots;
  for (const Document& document : parsed.value) roots.push_back(&document.root);
  return canonical_form(text, roots).value_or("(refused)");
}

/// Formats, and sees that the form stays.
std::string settled(const std::string& text) {
  std::string once = formatted(text);
  CHECK(formatted(once) == once);
  return once;
}

TEST_CASE("keys come in the order of the kind's table, and comments go with them") {
  CHECK(settled(R"(# of the file
spec:
  # of config
  config: {b: 1, a: 2}   # free
  partitions: 3 # how many
  target: bus
kind: Topic
metadata: {owner: checkout, name: orders}
apiVersion: dac/v1
)") == R"(# of the file
apiVersion: dac/v1
kind: Topic
metadata: {name: orders, owner: checkout}
spec:
  target: bus
  partitions: 3 # how many
  # of config
  config: {b: 1, a: 2}   # free
)");
}

TEST_CASE("unknown keys stay behind the known ones, as they were") {
  CHECK(settled("apiVersion: dac/v1\nkind: Topic\nspec: {zzz: 1, partitions: 1, aaa: 2}\n") ==
        "apiVersion: dac/v1\nkind: Topic\nspec: {partitions: 1, zzz: 1, aaa: 2}\n");
}

TEST_CASE("elements of lists and entries of maps follow their own tables") {
  CHECK(settled("apiVersion: dac/v1\nkind: Table\nspec:\n  columns:\n  - type: int64\n    name: n\n  - {type: string, "
                "name: s}\n") ==
        "apiVersion: dac/v1\nkind: Table\nspec:\n  columns:\n    - name: n\n      type: int64\n    - {name: s, type: "
        "string}\n");
  CHECK(
      settled("apiVersion: dac/v1\nkind: Project\nspec:\n  environments:\n    p:\n      targets: {}\n      ephemeral: "
              "true\n") ==
      "apiVersion: dac/v1\nkind: Project\nspec:\n  environments:\n    p:\n      ephemeral: true\n      targets: {}\n");
}

TEST_CASE("resources inside of a blueprint are ordered as resources") {
  CHECK(settled("apiVersion: dac/v1\nkind: Blueprint\nspec:\n  resources:\n    - spec: {partitions: 1, target: x}\n    "
                "  metadata: {owner: o, name: n}\n      forEach: r\n      kind: Topic\n    - {when: a, kind: Table, "
                "spec: {primaryKey: [a], columns: []}}\n  instanceKind: Feed\n") ==
        "apiVersion: dac/v1\nkind: Blueprint\nspec:\n  instanceKind: Feed\n  resources:\n    - kind: Topic\n      "
        "forEach: r\n      metadata: {name: n, owner: o}\n      spec: {target: x, partitions: 1}\n    - {kind: Table, "
        "when: a, spec: {columns: [], primaryKey: [a]}}\n");
}

TEST_CASE("two blanks for a level, one behind a colon and a dash") {
  CHECK(settled("apiVersion:   dac/v1\nkind :  X\nspec:\n     a:\n      -   1\n      -\n        b:   2\n        c: 3\n "
                "     - - x\n        - y\n") ==
        "apiVersion: dac/v1\nkind: X\nspec:\n  a:\n    - 1\n    - b: 2\n      c: 3\n    - - x\n      - y\n");
}

TEST_CASE("block texts move as a whole and keep what they say") {
  CHECK(settled("apiVersion: dac/v1\nspec:\n      a: |\n            one\n              two \n\n            three\n     "
                " b: >4-\n            x\n      c: |+\n        y\n\n\n      d: 1\n") ==
        "apiVersion: dac/v1\nspec:\n  a: |\n    one\n      two \n\n    three\n  b: >2-\n      x\n  c: |+\n    y\n\n\n  "
        "d: 1\n");
  CHECK(settled("apiVersion: dac/v1\nspec:\n  a: |\n    no last line") ==
        "apiVersion: dac/v1\nspec:\n  a: |-\n    no last line\n");
  CHECK(settled("apiVersion: dac/v1\nspec:\n - |2\n    deep\n   flat\n") ==
        "apiVersion: dac/v1\nspec:\n  - |2\n     deep\n    flat\n");
}

TEST_CASE("a named block text whose indent is given counts from its name in a list, and from its list below the name") {
  const std::string head = "apiVersion: dac/v1\nspec:\n  x:\n";
  CHECK(settled(head + "    - &n |1\n         two\n       one\n    - *n\n") ==
        head + "    - &n |2\n          two\n        one\n    - *n\n");
  CHECK(settled(head + "  - &n |2-\n        two\n      one\n") == head + "    - &n |2-\n          two\n        one\n");
  CHECK(settled(head + "    -\n       &n >3\n            two\n          one\n") ==
        head + "    - &n >2\n          two\n        one\n");
  CHECK(settled(head + "    - - &n |2\n           two\n") == head + "    - - &n |2\n           two\n");
  CHECK(settled(head + "    - &n\n      |2\n        one\n") == head + "    - &n |2\n          one\n");
  CHECK(settled(head + "    - k: &n |1\n        two\n       one\n") ==
        head + "    - k: &n |2\n         two\n        one\n");
}

TEST_CASE("blank lines above a key that comes first now go above the one that was first") {
  CHECK(settled("apiVersion: dac/v1\nkind: Pipeline\nspec:\n  sql: a\n\n\n  into: topic/x\n") ==
        "apiVersion: dac/v1\nkind: Pipeline\nspec:\n  into: topic/x\n\n\n  sql: a\n");
  CHECK(settled("metadata: {name: a}\n\n# the kind\nkind: X\n\napiVersion: dac/v1\n") ==
        "apiVersion: dac/v1\n\n# the kind\nkind: X\n\nmetadata: {name: a}\n");
}

TEST_CASE("quotes stay, and long texts are indented under their key") {
  CHECK(settled("apiVersion: \"dac/v1\"\nspec:\n  a: 'it''s'\n  b: \"x\\ty\"\n  c: goes\n   on\n     here\n\n   end\n  "
                "d:\n    'one\n    two'\n") ==
        "apiVersion: \"dac/v1\"\nspec:\n  a: 'it''s'\n  b: \"x\\ty\"\n  c: goes\n    on\n      here\n\n    end\n  d: "
        "'one\n    two'\n");
}

TEST_CASE("brackets stay on one line or get one child a line") {
  CHECK(settled("apiVersion: dac/v1\nspec: {a: [ 1,2 ,3 ], \"b\":'x', c: [], d: { }, e: [f: 1], g,}\n") ==
        "apiVersion: dac/v1\nspec: {a: [1, 2, 3], \"b\": 'x', c: [], d: {}, e: [{f: 1}], g}\n");
  CHECK(settled("apiVersion: dac/v1\nspec: {a: [1,\n2], # two\n  # b\n  b: 1 # one\n  # end\n}\n") ==
        "apiVersion: dac/v1\nspec: {\n    a: [\n      1,\n      2\n    ], # two\n    # b\n    b: 1 # one\n    # end\n  "
        "}\n");
}

TEST_CASE("a key without a value ends a broken map with a colon") {
  CHECK(settled("apiVersion: dac/v1\nspec: {\na, b}\n") == "apiVersion: dac/v1\nspec: {\n    a,\n    b:\n  }\n");
}

TEST_CASE("comments stay where they belong") {
  CHECK(settled("apiVersion: dac/v1\nspec: # head\n    # first\n    a: # of a\n      b: 1\n      # end of a\n    # "
                "above c\n\n    c:\n    # above d\n    d: | # text\n      x\n  # end of spec\n# end\n") ==
        "apiVersion: dac/v1\nspec: # head\n  # first\n  a: # of a\n    b: 1\n    # end of a\n  # above c\n\n  c:\n  # "
        "above d\n  d: | # text\n    x\n# end of spec\n# end\n");
  CHECK(settled("apiVersion: dac/v1\nspec:\n- # of the item\n  a: 1\n-\n  # above b\n  b: 2\n- # of c\n  c\n") ==
        "apiVersion: dac/v1\nspec:\n  - # of the item\n    a: 1\n  -\n    # above b\n    b: 2\n  # of c\n  - c\n");
}

TEST_CASE("anchors and aliases stay, and so does the order around them") {
  CHECK(settled("kind: Topic\napiVersion: dac/v1\nspec:\n  config: &c {retention.ms: 1}\n  partitions: 1\n  key: *c\n  "
                "value: &v\n     schema: x\n") ==
        "kind: Topic\napiVersion: dac/v1\nspec:\n  config: &c {retention.ms: 1}\n  partitions: 1\n  key: *c\n  value: "
        "&v\n    schema: x\n");
  CHECK(settled("apiVersion: dac/v1\nspec:\n - &a\n   x: 1\n - *a\n - &k y: *a\n - &e\n") ==
        "apiVersion: dac/v1\nspec:\n  - &a\n    x: 1\n  - *a\n  - &k y: *a\n  - &e\n");
}

TEST_CASE("documents stay apart, and those of other tools as they are") {
  CHECK(settled("---\n# one\napiVersion: dac/v1\nkind:   A\n\n--- # two\napiVersion:  v1\nkind:   "
                "Pod\n---\napiVersion: dac/v1\nkind:  B\n\n\n") ==
        "---\n# one\napiVersion: dac/v1\nkind: A\n\n--- # two\napiVersion:  v1\nkind:   Pod\n---\napiVersion: "
        "dac/v1\nkind: B\n");
  CHECK(settled("apiVersion:  v1\r\nkind:   Pod") == "apiVersion:  v1\r\nkind:   Pod");
}

TEST_CASE("no byte order mark, lines end in LF, the last one too") {
  CHECK(settled("\xEF\xBB\xBF"
                "apiVersion: dac/v1\r\nspec:\r\n  a: |\r\n    x\r\n  b: 1") ==
        "apiVersion: dac/v1\nspec:\n  a: |\n    x\n  b: 1\n");
}

TEST_CASE("explicit keys become plain ones; a key over several lines cannot be written out") {
  CHECK(settled("apiVersion: dac/v1\nspec:\n  ? a\n  : 1\n  ? b\n") == "apiVersion: dac/v1\nspec:\n  a: 1\n  b:\n");
  CHECK(formatted("apiVersion: dac/v1\nspec: {? \"a\n  b\" : 1}\n") == "(refused)");
}

TEST_CASE("null that is written stays, and nothing stays nothing") {
  CHECK(settled("apiVersion: dac/v1\nspec:\n  a: ~\n  b:   null\n  c:\n  d: [~, null]\n  e:\n  -\n  - x\n") ==
        "apiVersion: dac/v1\nspec:\n  a: ~\n  b: null\n  c:\n  d: [~, null]\n  e:\n    -\n    - x\n");
}

TEST_CASE("a change of meaning is seen") {
  const auto tree = [](const std::string& text) {
    Sources sources;
    return parse_yaml(sources, sources.add("a", text)).value.front().root;
  };
  CHECK(same_meaning(tree("a: 1\nb: [x]"), tree("b: [x]\na: 1")));
  CHECK_FALSE(same_meaning(tree("a: 1"), tree("a: '1'")));
  CHECK_FALSE(same_meaning(tree("a: [x, y]"), tree("a: [y, x]")));
  CHECK_FALSE(same_meaning(tree("a: 1"), tree("a: 1\nb: 2")));
}

}  // namespace
}  // namespace dac::schema
