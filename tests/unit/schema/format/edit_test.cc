#include "schema/format/edit.h"

#include <doctest/doctest.h>

#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

std::string after(const std::string& text, const Edit& edit) {
  Sources sources;
  const auto parsed = parse_yaml(sources, sources.add("x.yaml", text));
  return edited(text, parsed.value.back().root, edit).value_or("refused");
}

const std::vector<std::string> kRetention = {"spec", "config", "retention.ms"};

TEST_CASE("edit: a value is replaced, and nothing around it") {
  CHECK(after("spec:\n  a: 1  # one\n  b: 2\n", {{"spec", "a"}, Value(3)}) == "spec:\n  a: 3  # one\n  b: 2\n");
  CHECK(after("spec: {a: 'x', b: 2}  # both\n", {{"spec", "a"}, Value("y: z")}) ==
        "spec: {a: \"y: z\", b: 2}  # both\n");
  CHECK(after("spec: {config: {é: ü, retention.ms: 1d}}", {kRetention, Value("2d")}) ==
        "spec: {config: {é: ü, retention.ms: 2d}}");
  CHECK(after("# c\n---\na: 1\n---\nspec:\n  a: 1\n", {{"spec", "a"}, Value(2)}) ==
        "# c\n---\na: 1\n---\nspec:\n  a: 2\n");
}

TEST_CASE("edit: an entry comes behind the others, with the maps that it needs") {
  CHECK(after("spec:\n  a: 1\n# end\n", {kRetention, Value("2d")}) ==
        "spec:\n  a: 1\n  config: {retention.ms: 2d}\n# end\n");
  CHECK(after("spec:\n  config:\n    a: 1  # one\n\n  b: 2\n", {kRetention, Value("2d")}) ==
        "spec:\n  config:\n    a: 1  # one\n    retention.ms: 2d\n\n  b: 2\n");
  CHECK(after("spec: {config: {a: 1}}\n", {kRetention, Value("2d")}) == "spec: {config: {a: 1, retention.ms: 2d}}\n");
  CHECK(after("spec: {}\n", {kRetention, Value("2d")}) == "spec: {config: {retention.ms: 2d}}\n");
  CHECK(after("spec:\n  config: {}", {kRetention, Value("2d")}) == "spec:\n  config: {retention.ms: 2d}");
  CHECK(after("spec:\n  a: 1", {kRetention, Value("2d")}) == "spec:\n  a: 1\n  config: {retention.ms: 2d}");
  CHECK(after("spec:\n  sql: |\n    SELECT\n    1\nx: y\n", {{"spec", "a"}, Value(1)}) ==
        "spec:\n  sql: |\n    SELECT\n    1\n  a: 1\nx: y\n");
}

TEST_CASE("edit: an entry goes, with a map that holds nothing else") {
  CHECK(after("spec:\n  config:\n    a: 1\n    retention.ms: 1d  # a day\n  b: 2\n", {kRetention, std::nullopt}) ==
        "spec:\n  config:\n    a: 1\n  b: 2\n");
  CHECK(after("spec:\n  config:\n    retention.ms: 1d\n  b: 2\n", {kRetention, std::nullopt}) == "spec:\n  b: 2\n");
  CHECK(after("spec: {config: {retention.ms: 1d, a: 1}}\n", {kRetention, std::nullopt}) == "spec: {config: {a: 1}}\n");
  CHECK(after("spec: {config: {a: 1, retention.ms: 1d}}\n", {kRetention, std::nullopt}) == "spec: {config: {a: 1}}\n");
}

TEST_CASE("edit: what is more than a scalar, or is meant elsewhere too, is refused") {
  CHECK(after("spec:\n  a: |\n    long\n", {{"spec", "a"}, Value(1)}) == "refused");
  CHECK(after("spec: {a: {b: 1}}\n", {{"spec", "a"}, Value(1)}) == "refused");
  CHECK(after("spec: {a: [1]}\n", {{"spec", "a", "b"}, Value(1)}) == "refused");
  CHECK(after("spec: {a: &x 1, b: *x}\n", {{"spec", "a"}, Value(2)}) == "refused");
  CHECK(after("spec: {a: &x {c: 1}, b: *x}\n", {{"spec", "b", "c"}, Value(2)}) == "refused");
  CHECK(after("spec: {a: 1}\n", {{"spec", "b"}, std::nullopt}) == "refused");
}

}  // namespace
}  // namespace dac::schema
