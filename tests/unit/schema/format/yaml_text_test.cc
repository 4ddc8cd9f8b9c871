#include "schema/format/yaml_text.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

/// What a reader makes of a text in a document: as a value, between brackets, and as a key, which has no control
/// characters.
bool comes_back(const std::string& text) {
  Map inner;
  const bool is_key = std::ranges::none_of(text, [](unsigned char c) { return c < 32; });
  inner.set(is_key ? text : "key", text);
  Map map;
  map.set("text", text);
  map.set("list", List{Value(text), Value(text)});
  map.set("map", inner);
  Map root;
  root.set("spec", std::move(map));
  Sources sources;
  const auto parsed = parse_yaml(sources, sources.add("x.yaml", yaml_text(root)));
  if (parsed.findings.has_errors() || parsed.value.size() != 1) return false;
  const Node* spec = parsed.value.front().root.find("spec");
  const auto means = [&](const Node* node) {
    return node != nullptr && node->kind == NodeKind::kScalar && node->text == text;
  };
  return spec != nullptr && means(spec->find("text")) && means(&spec->find("list")->items[1]) &&
         means(spec->find("map")->find(is_key ? text : "key"));
}

TEST_CASE("yaml text: every text comes back") {
  for (const char* text :
       {"orders", "a b",  " a",  "a ",  "",     "~",   "null",       "NO",     "010",          "-1",   "- a",
        "-",      "--",   "---", "...", "a: b", "a:",  ":a",         "a#b",    "a #b",         "#a",   "[a]",
        "{a",     "a, b", "*",   "&a",  "!a",   "|",   ">",          "%a",     "@a",           "`a",   "'a'",
        "\"a\"",  "a\nb", "\t",  "\\",  "?",    "? a", "User:alice", "User:*", "\u00e9\u20ac", "\x07", "=",
        "<<",     "a\\b", "$",   "$a",  "/x/y", ".",   "+1",         "1e3"})
    CHECK_MESSAGE(comes_back(text), std::string(text));
}

TEST_CASE("yaml text: what looks like a variable is a text, a secret is one") {
  Map map;
  map.set("a", "${file:x}");
  map.set("b", Secret{"${secret.X}"});
  CHECK(yaml_text(map) == "a: \"$${file:x}\"\nb: \"${secret.X}\"\n");
}

TEST_CASE("yaml text: lines stand below a bar where they can") {
  Map map;
  map.set("sql", "SELECT 1\n  FROM a\n\nLIMIT 1\n");
  map.set("end", "a\nb");
  map.set("blank", "a \nb");
  CHECK(yaml_text(map) == "sql: |\n  SELECT 1\n    FROM a\n\n  LIMIT 1\nend: |-\n  a\n  b\nblank: \"a \\nb\"\n");
  for (const char* text :
       {"a\nb\n", "a\n b\n\nc", "a\n", " a\nb", "# a\n# b\n", "a\n\n", "\na\n", "---\na\n", "a\n...\n"})
    CHECK_MESSAGE(comes_back(text), std::string(text));
}

TEST_CASE("yaml text: short maps stand in brackets, long ones and lists of them on lines") {
  Map config;
  config.set("retention.ms", "7d");
  Map entry;
  entry.set("kind", "Topic");
  entry.set("long", std::string(120, 'x'));
  Map spec;
  spec.set("config", config);
  spec.set("empty", Map());
  spec.set("entries", List{Value(entry)});
  Map root;
  root.set("metadata", config);
  root.set("spec", spec);
  CHECK(yaml_text(root) ==
        "metadata: {retention.ms: 7d}\nspec:\n  config: {retention.ms: 7d}\n  empty: {}\n  entries:\n    - kind: "
        "Topic\n      long: " +
            std::string(120, 'x') + "\n");
}

}  // namespace
}  // namespace dac::schema
