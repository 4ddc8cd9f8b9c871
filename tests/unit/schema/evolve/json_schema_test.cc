#include <doctest/doctest.h>

#include "schema/evolve/compatibility.h"
#include "schema/evolve/record_schema.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

constexpr std::string_view kClick = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Click", "type": "object", "additionalProperties": false,
  "required": ["session", "at", "count"],
  "properties": {
    "session": {"type": "string", "minLength": 1},
    "at": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "count": {"type": "integer", "minimum": 0, "default": 1},
    "price": {"type": ["number", "null"]},
    "page": {"enum": ["home", "cart"]},
    "address": {"$ref": "#/$defs/address"},
    "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    "extra": {"type": "object"},
    "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    "maybe": {"anyOf": [{"type": "null"}, {"type": "boolean"}]}
  },
  "$defs": {"address": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}
})";

std::string problems(std::string_view text) {
  std::string all;
  for (const SchemaProblem& problem : parse_schema("json", text).problems)
    all += (all.empty() ? "" : "\n") + code_name(problem.code) + " " + std::to_string(problem.line) + ":" +
           std::to_string(problem.column) + " " + problem.message;
  return all;
}

std::string columns(std::string_view text) {
  const ParsedSchema parsed = parse_schema("json", text);
  if (!parsed.schema) return problems(text);
  std::string all;
  for (const Column& column : parsed.schema->columns())
    all += (all.empty() ? "" : ", ") + column.name + " " + column_type_name(column.type) + (column.nullable ? "?" : "");
  return all;
}

std::string checked(std::string_view schema, std::string_view event) {
  const ParsedSchema parsed = parse_schema("json", schema);
  if (!parsed.schema) return problems(schema);
  const Result<Value> value = parse_json(event);
  REQUIRE(value);
  const Result<Value> result = parsed.schema->check(*value);
  return result ? to_json(*result) : result.error().message;
}

std::string with_property(std::string_view schema) {
  return R"({"type": "object", "properties": {"f": )" + std::string(schema) + "}}";
}

std::string field(std::string_view schema, std::string_view value) {
  return checked(with_property(schema), R"({"f": )" + std::string(value) + "}");
}

TEST_CASE("an object becomes columns") {
  CHECK(columns(kClick) ==
        "session string, at timestamp, day date?, count int64, price float64?, page string?, address "
        "struct<city:string>?, "
        "tags array<string>?, extra json?, either json?, maybe bool?");
  CHECK(parse_schema("json", kClick).schema->name() == "Click");
  CHECK(columns(with_property("true")) == "f json?");
  CHECK(columns(with_property(R"({"$ref": "#"})")) == "f json?");
  CHECK(columns(with_property(R"({"type": ["string", "integer"]})")) == "f json?");
  CHECK(columns(with_property(R"({"enum": [1, 2]})")) == "f int64?");
  CHECK(columns(with_property(R"({"const": "a"})")) == "f string?");
  CHECK(columns(with_property(R"({"allOf": [{"type": "string"}]})")) == "f json?");
  CHECK(columns(R"({"type": "object"})").empty());
}

TEST_CASE("what is wrong with a schema, and where") {
  CHECK(problems("{") == "DAC0400 0:0 the schema does not parse: no valid JSON at line 1, column 2");
  CHECK(problems("[]") == "DAC0408 1:1 expected a schema, found a list");
  CHECK(problems("{\"type\":\n  \"text\"}") == "DAC0408 2:3 \"type\": expected a type, found text \"text\"");
  CHECK(problems(R"({"type": "object", "properties": []})") ==
        "DAC0408 1:34 \"properties\": expected an object of schemas, found a list");
  CHECK(problems(R"({"type": "object", "required": "a"})") ==
        "DAC0408 1:32 \"required\": expected a list of names, found text \"a\"");
  CHECK(problems(R"({"type": "integer", "minimum": "1"})") ==
        "DAC0408 1:32 \"minimum\": expected a number, found text \"1\"");
  CHECK(problems(R"({"type": "string", "maxLength": -1})") ==
        "DAC0408 1:33 \"maxLength\": expected an integer from 0 on, found integer -1");
  CHECK(problems(R"({"enum": []})") == "DAC0408 1:10 \"enum\": expected a list with values, found a list");
  CHECK(problems(with_property(R"({"$ref": "#/$defs/x"})")) == "DAC0409 1:49 the $ref \"#/$defs/x\" leads nowhere");
  CHECK(problems(with_property(R"({"$ref": "other.json"})")) == "DAC0409 1:49 the $ref \"other.json\" leads nowhere");
  CHECK(problems(R"({"$ref": "#"})") == "DAC0409 1:10 the $ref \"#\" leads back to itself");
  CHECK(problems(R"({"anyOf": [{"$ref": "#"}, {"type": "string"}]})") ==
        "DAC0409 1:12 a branch leads back to its own choice");
  CHECK(problems(with_property(R"({"type": "integer", "default": "x"})")) ==
        "DAC0405 1:71 default of property \"f\": expected an integer, found text \"x\"");
  CHECK(problems(with_property(R"({"type": "string", "pattern": "^a"})")) ==
        "DAC0430 1:70 the pattern \"^a\" is not checked when events are sent");
  CHECK(problems(R"({"type": "object", "x-own": 1, "uniqueItems": "?"})").empty());
}

TEST_CASE("an event becomes canonical") {
  CHECK(
      checked(kClick, R"({"at": "2026-11-22T10:00:00+01:00", "session": "s", "day": "2026-11-22", "price": null,
                            "address": {"city": "Lyon"}, "tags": ["a"], "extra": {"x": [1]}, "either": 3, "maybe": null})") ==
      R"({"session": "s", "at": "2026-11-22T09:00:00.000000Z", "day": "2026-11-22", "count": 1, "price": null, "page": null, )"
      R"("address": {"city": "Lyon"}, "tags": ["a"], "extra": {"x": [1]}, "either": 3, "maybe": null})");
}

TEST_CASE("what does not fit") {
  CHECK(field(R"({"type": "integer"})", "3.0") == "field \"f\": expected an integer, found number 3.0");
  CHECK(field(R"({"type": "integer"})", "\"3\"") == "field \"f\": expected an integer, found text \"3\"");
  CHECK(field(R"({"type": "integer"})", "null") == "field \"f\": expected an integer, found null");
  CHECK(field(R"({"type": "integer", "minimum": 1})", "0") == "field \"f\": expected at least 1, found 0");
  CHECK(field(R"({"type": "number", "exclusiveMaximum": 1})", "1") == "field \"f\": expected less than 1, found 1");
  CHECK(field(R"({"type": "number", "multipleOf": 0.01})", "1.005") ==
        "field \"f\": expected a multiple of 0.01, found 1.005");
  CHECK(field(R"({"type": "number", "multipleOf": 0.01})", "1.17") == R"({"f": 1.17})");
  CHECK(field(R"({"type": "string", "minLength": 2})", "\"\xC3\xA9\"") ==
        "field \"f\": expected at least 2 characters, found 1");
  CHECK(field(R"({"type": "array", "maxItems": 1})", "[1, 2]") == "field \"f\": expected at most 1 item, found 2");
  CHECK(field(R"({"enum": ["a", "b"]})", "\"c\"") == "field \"f\": expected one of a, b, found text \"c\"");
  CHECK(field(R"({"const": 1})", "2") == "field \"f\": expected one of 1, found integer 2");
  CHECK(field(R"({"type": ["string", "null"], "enum": ["a", null]})", "null") == R"({"f": null})");
  CHECK(field(R"({"type": ["string", "null"], "enum": ["a", null]})", "\"b\"") ==
        "field \"f\": expected one of a, found text \"b\"");
  CHECK(field("false", "1") == "field \"f\": expected nothing, found integer 1");
  CHECK(field(R"({"type": "string", "format": "date-time"})", "1700000000") ==
        "field \"f\": expected a timestamp (ISO 8601), found integer 1700000000");
  CHECK(field(R"({"oneOf": [{"type": "string"}, {"type": "integer"}]})", "true") ==
        "field \"f\": expected a string or an integer, found true");
  CHECK(field(R"({"type": "object", "additionalProperties": {"type": "integer"}})", R"({"a": "x"})") ==
        "field \"f.a\": expected an integer, found text \"x\"");
  CHECK(checked(R"({"type": "object", "properties": {"a": true}, "required": ["a"]})", "{}") ==
        "field \"a\": missing, and it has no default");
  CHECK(checked(R"({"type": "object", "properties": {"a": true}})", "{}") == R"({"a": null})");
  CHECK(checked(R"({"type": "object", "properties": {"a": true}})", R"({"b": 1})") ==
        "field \"b\": the schema has no such field");
}

TEST_CASE("a definition may hold itself") {
  constexpr std::string_view kTree = R"({"$ref": "#/$defs/node", "$defs": {"node": {"type": "object",
    "properties": {"v": {"type": "integer"}, "next": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/node"}]}}}}})";
  CHECK(columns(kTree) == "v int64?, next json?");
  CHECK(checked(kTree, R"({"v": 1, "next": {"v": 2, "next": null}})") == R"({"v": 1, "next": {"v": 2, "next": null}})");
  CHECK(checked(kTree, R"({"next": {"v": "x"}})") == "field \"next.v\": expected an integer, found text \"x\"");
  CHECK(compatibility_violations("json", CompatibilityMode::kFull, SchemaText{kTree}, {kTree}).empty());
}

}  // namespace
}  // namespace dac::schema
