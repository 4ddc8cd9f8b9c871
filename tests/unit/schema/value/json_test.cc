#include "schema/value/json.h"

#include <doctest/doctest.h>

namespace dac {
namespace {

TEST_CASE("JSON goes in and out exactly") {
  const std::string text = R"({"b": [1, -9223372036854775808, 2.5], "a": {"x": null, "y": true}, "s": "é\n\"\\"})";
  const auto value = parse_json(text);
  REQUIRE(value.has_value());
  CHECK(to_json(*value) == text);
  CHECK(to_canonical_json(*value) == R"({"a":{"x":null,"y":true},"b":[1,-9223372036854775808,2.5],"s":"é\n\"\\"})");
}

TEST_CASE("a double stays one") {
  CHECK(to_json(Value(3.0)) == "3.0");
  CHECK(to_json(*parse_json("1e3")) == "1000.0");
}

TEST_CASE("secrets and unknowns have their own form") {
  CHECK(to_json(Value(Secret{"${secret.A}:${secret.B}"})) == R"({"secret": "A,B"})");
  CHECK(to_json(Value(Unknown{})) == R"({"unknown": true})");
}

TEST_CASE("what is no JSON is said with its place") {
  CHECK(parse_json("{\"a\": 1,\n \"a\": 2}").error().message == "the key 'a' stands twice in one object");
  CHECK(parse_json("{\n  nope}").error().message == "no valid JSON at line 2, column 4");
  CHECK(parse_json("").has_value() == false);
  CHECK(parse_json("1 2").has_value() == false);
  CHECK(parse_json(std::string(100'000, '[')).error().message == "nested deeper than 200");
}

TEST_CASE("pretty JSON keeps lists of scalars on one line") {
  CHECK(to_pretty_json(*parse_json(R"({"a": [1, 2], "b": [{"c": 1}], "d": {}})")) ==
        "{\n  \"a\": [1, 2],\n  \"b\": [\n    {\n      \"c\": 1\n    }\n  ],\n  \"d\": {}\n}");
}

}  // namespace
}  // namespace dac
