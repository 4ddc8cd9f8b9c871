#include <doctest/doctest.h>

#include "schema/diag/codes/data.h"
#include "schema/evolve/compatibility.h"
#include "schema/evolve/record_schema.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

constexpr std::string_view kOrder = R"({
  "type": "record", "name": "Order", "namespace": "shop", "doc": "One placed order.",
  "fields": [
    {"name": "id", "type": "string"},
    {"name": "customer", "type": {"type": "string", "logicalType": "uuid"}},
    {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
    {"name": "items", "type": {"type": "array", "items": {"type": "record", "name": "Item", "fields": [
      {"name": "sku", "type": "string"}, {"name": "quantity", "type": "int", "default": 1}]}}},
    {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "PAID"]}, "default": "OPEN"},
    {"name": "coupon", "type": ["null", "string"], "default": null},
    {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "due", "type": {"type": "int", "logicalType": "date"}},
    {"name": "labels", "type": {"type": "map", "values": "string"}, "default": {}},
    {"name": "extra", "type": ["null", "long", "double", "string"], "default": null}
  ]
})";

/// The problems as "DAC0401 3:12 message", one a line.
std::string problems(std::string_view text) {
  std::string all;
  for (const SchemaProblem& problem : parse_schema("avro", text).problems)
    all += (all.empty() ? "" : "\n") + code_name(problem.code) + " " + std::to_string(problem.line) + ":" +
           std::to_string(problem.column) + " " + problem.message;
  return all;
}

std::string columns(std::string_view text) {
  const ParsedSchema parsed = parse_schema("avro", text);
  if (!parsed.schema) return problems(text);
  std::string all;
  for (const Column& column : parsed.schema->columns())
    all += (all.empty() ? "" : ", ") + column.name + " " + column_type_name(column.type) + (column.nullable ? "?" : "");
  return all;
}

std::string with_field(std::string_view type) {
  return R"({"type": "record", "name": "R", "fields": [{"name": "f", "type": )" + std::string(type) + "}]}";
}

std::string checked(std::string_view schema, std::string_view event) {
  const ParsedSchema parsed = parse_schema("avro", schema);
  if (!parsed.schema) return problems(schema);
  const Result<Value> value = parse_json(event);
  REQUIRE(value);
  const Result<Value> result = parsed.schema->check(*value);
  if (result) return to_json(*result);
  CHECK(result.error().code == codes::kEventRefused);
  return result.error().message + (result.error().help.empty() ? "" : " (" + result.error().help + ")");
}

std::string field(std::string_view type, std::string_view value) {
  return checked(with_field(type), R"({"f": )" + std::string(value) + "}");
}

TEST_CASE("a record becomes columns") {
  const ParsedSchema parsed = parse_schema("avro", kOrder);
  REQUIRE(parsed.schema);
  CHECK(parsed.problems.empty());
  CHECK(parsed.schema->name() == "shop.Order");
  CHECK(
      columns(kOrder) ==
      "id string, customer string, amount decimal(10,2), items array<struct<sku:string,quantity:int32>>, state string, "
      "coupon string?, placed_at timestamp, due date, labels map<string>, extra json?");
}

TEST_CASE("the column of every type") {
  struct Case {
    std::string type;
    std::string column;
  };
  for (const Case& c : {
           Case{R"("boolean")", "f bool"},
           {R"("int")", "f int32"},
           {R"("long")", "f int64"},
           {R"("float")", "f float64"},
           {R"("double")", "f float64"},
           {R"("bytes")", "f bytes"},
           {R"("null")", "f json?"},
           {R"(["null", "int"])", "f int32?"},
           {R"(["int"])", "f int32"},
           {R"(["int", "string"])", "f json"},
           {R"({"type": "fixed", "name": "F", "size": 4})", "f bytes"},
           {R"({"type": "fixed", "name": "F", "size": 4, "logicalType": "decimal", "precision": 9, "scale": 0})",
            "f decimal(9,0)"},
           {R"({"type": "long", "logicalType": "timestamp-micros"})", "f timestamp"},
           {R"({"type": "long", "logicalType": "local-timestamp-millis"})", "f timestamp"},
           {R"({"type": "long", "logicalType": "local-timestamp-micros"})", "f timestamp"},
           {R"({"type": "int", "logicalType": "time-millis"})", "f int32"},
           {R"({"type": "long", "logicalType": "time-micros"})", "f int64"},
           {R"({"type": {"type": "array", "items": ["null", "long"]}})", "f array<int64>"},
           {R"({"type": "long", "logicalType": "of-our-own"})", "f int64"},
           {R"({"type": "record", "name": "Empty", "fields": []})", "f json"},
           {R"(["null", "R"])", "f json?"},
       })
    CHECK_MESSAGE(columns(with_field(c.type)) == c.column, c.type);
  CHECK(parse_schema("avro", R"("string")").schema->columns().empty());
}

TEST_CASE("what is wrong with a schema, and where") {
  CHECK(problems("{\n \"type\": }") == "DAC0400 0:0 the schema does not parse: no valid JSON at line 2, column 10");
  CHECK(
      problems("{\"type\": \"record\", \"name\": \"R\",\n \"fields\": [\n  {\"name\": \"a\", \"type\": \"strin\"}]}") ==
      "DAC0401 3:25 there is no type \"strin\"");
  CHECK(problems(with_field("\"decimal\"")).starts_with("DAC0401 1:66 there is no type \"decimal\""));
  CHECK(problems("[]") == "DAC0406 1:1 a union without branches");
  CHECK(problems("7") == "DAC0402 1:1 expected a type, found integer 7");
  CHECK(problems("{}") == "DAC0402 1:1 a type without \"type\"");
  CHECK(problems(R"({"type": "array"})") == "DAC0402 1:1 an array without \"items\"");
  CHECK(problems(R"({"type": "map", "items": "int"})") == "DAC0402 1:1 a map without \"values\"");
  CHECK(problems(R"({"type": "record", "fields": []})") == "DAC0402 1:1 a type record without \"name\"");
  CHECK(problems(R"({"type": "record", "name": "R"})") == "DAC0402 1:1 a record without a list of \"fields\"");
  CHECK(problems(R"({"type": "record", "name": "R", "fields": [{"name": "a"}]})") ==
        "DAC0402 1:44 field \"a\" without \"type\"");
  CHECK(problems(R"({"type": "record", "name": "R", "fields": [{"type": "int"}]})") ==
        "DAC0402 1:44 a field without \"name\"");
  CHECK(problems(R"({"type": "enum", "name": "E"})") == "DAC0402 1:1 an enum without a list of \"symbols\"");
  CHECK(problems(R"({"type": "fixed", "name": "F", "size": 0})") == "DAC0402 1:40 a fixed without a usable \"size\"");
  CHECK(problems(R"({"type": "record", "name": "1R", "fields": []})") == "DAC0403 1:28 \"1R\" is no name of a type");
  CHECK(problems(R"({"type": "record", "name": "string", "fields": []})") ==
        "DAC0403 1:28 \"string\" is no name of a type");
  CHECK(problems(R"({"type": "record", "name": "R", "fields": [{"name": "a-b", "type": "int"}]})") ==
        "DAC0403 1:53 \"a-b\" is no name of a field");
  CHECK(problems(R"({"type": "enum", "name": "E", "symbols": ["A B"]})") ==
        "DAC0403 1:43 expected a symbol, found text \"A B\"");
  CHECK(
      problems(
          R"({"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "a", "type": "int"}]})") ==
      "DAC0404 1:83 the field \"a\" is defined twice");
  CHECK(problems(R"([{"type": "fixed", "name": "F", "size": 1}, {"type": "fixed", "name": "F", "size": 1}])") ==
        "DAC0404 1:71 the type \"F\" is defined twice");
  CHECK(problems(R"(["int", ["string"]])") == "DAC0406 1:9 a union inside a union");
  CHECK(problems(R"(["int", "int"])") == "DAC0406 1:9 a union has int twice");
  CHECK(problems(R"({"type": "string", "logicalType": "date"})") ==
        "DAC0407 1:35 the logical type date is ignored: it does not fit the type it stands on");
  CHECK(problems(R"({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3})") ==
        "DAC0407 1:34 the logical type decimal is ignored: it needs a precision of at least 1 and a scale between 0 "
        "and it");
}

TEST_CASE("names are found in their namespace, once defined") {
  CHECK(columns(R"({"type": "record", "name": "a.R", "fields": [
    {"name": "x", "type": {"type": "enum", "name": "E", "symbols": ["A"]}},
    {"name": "y", "type": "E"}, {"name": "z", "type": "a.E"},
    {"name": "n", "type": {"type": "record", "name": "N", "namespace": "b", "fields": [{"name": "e", "type": "a.E"}]}}]})") ==
        "x string, y string, z string, n struct<e:string>");
  CHECK(problems(R"({"type": "record", "name": "a.R", "fields": [
    {"name": "x", "type": "E"}, {"name": "y", "type": {"type": "enum", "name": "E", "symbols": ["A"]}}]})") ==
        "DAC0401 2:27 there is no type \"E\"");
}

TEST_CASE("defaults must fit") {
  const auto with_default = [](std::string_view type, std::string_view value) {
    return problems(R"({"type": "record", "name": "R", "fields": [{"name": "f", "type": )" + std::string(type) +
                    R"(, "default": )" + std::string(value) + "}]}");
  };
  CHECK(with_default(R"(["null", "string"])", "null").empty());
  CHECK(with_default(R"(["string", "null"])", "null") ==
        "DAC0405 1:97 default of field \"f\": expected a string, found null");
  CHECK(with_default(R"("int")", "1.5") == "DAC0405 1:84 default of field \"f\": expected an int, found number 1.5");
  CHECK(with_default(R"({"type": "int", "logicalType": "date"})", "\"2026-11-22\"").starts_with("DAC0405"));
  CHECK(with_default(R"({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2})", R"("\u0001\u00F4")")
            .empty());
  CHECK(with_default(R"({"type": "record", "name": "I", "fields": [{"name": "a", "type": "int", "default": 1}]})", "{}")
            .empty());
  CHECK(problems(R"({"type": "enum", "name": "E", "symbols": ["A"], "default": "B"})") ==
        "DAC0405 1:60 default of an enum: expected one of A, found text \"B\"");
}

TEST_CASE("an event becomes canonical") {
  CHECK(
      checked(
          kOrder,
          R"({"placed_at": 1700000000123, "id": "o1", "customer": "0E984725-c51c-4bf4-9960-e1c80e27aba0", "amount": 12.5,
                            "items": [{"sku": "a"}, {"quantity": 2, "sku": "b"}], "due": "2026-11-22", "extra": 3})") ==
      R"({"id": "o1", "customer": "0E984725-c51c-4bf4-9960-e1c80e27aba0", "amount": "12.50", )"
      R"("items": [{"sku": "a", "quantity": 1}, {"sku": "b", "quantity": 2}], "state": "OPEN", "coupon": null, )"
      R"("placed_at": "2023-11-14T22:13:20.123000Z", "due": "2026-11-22", "labels": {}, "extra": 3})");
  CHECK(checked(R"({"type": "record", "name": "R", "fields": [{"name": "f", "default": "\u0001\u00F4",
                   "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}}]})",
                "{}") == R"({"f": "5.00"})");
}

TEST_CASE("values of every type") {
  CHECK(field(R"("double")", "3") == R"({"f": 3.0})");
  CHECK(field(R"("float")", "1.5") == R"({"f": 1.5})");
  CHECK(field(R"("bytes")", R"("a\u00ff\u0000")") == R"({"f": "\\x61\\xFF\\x00"})");
  CHECK(field(R"({"type": "fixed", "name": "F", "size": 2})", R"("ab")") == R"({"f": "\\x61\\x62"})");
  CHECK(field(R"({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2})", R"("-1.5")") ==
        R"({"f": "-1.50"})");
  CHECK(field(R"({"type": "long", "logicalType": "timestamp-micros"})", "1") ==
        R"({"f": "1970-01-01T00:00:00.000001Z"})");
  CHECK(field(R"({"type": "long", "logicalType": "timestamp-millis"})", R"("2026-11-22T10:00:00+01:00")") ==
        R"({"f": "2026-11-22T09:00:00.000000Z"})");
  CHECK(field(R"({"type": "int", "logicalType": "date"})", "-1") == R"({"f": "1969-12-31"})");
  CHECK(field(R"(["double", "long"])", "3") == R"({"f": 3})");
  CHECK(field(R"(["double", "long"])", "3.5") == R"({"f": 3.5})");
  CHECK(field(R"(["null", {"type": "record", "name": "I", "fields": [{"name": "a", "type": "int"}]}, "string"])",
              R"({"a": 1})") == R"({"f": {"a": 1}})");
  CHECK(field(R"(["null", "R"])", R"({"f": {"f": null}})") == R"({"f": {"f": {"f": null}}})");
}

TEST_CASE("what does not fit names its field and what was found") {
  CHECK(field(R"("long")", R"("12")") == "field \"f\": expected a long, found text \"12\"");
  CHECK(field(R"("long")", "3.0") == "field \"f\": expected a long, found number 3.0");
  CHECK(field(R"("int")", "2147483648") == "field \"f\": expected an int, found integer 2147483648");
  CHECK(field(R"("long")", "null") == "field \"f\": expected a long, found null");
  CHECK(field(R"("string")", "true") == "field \"f\": expected a string, found true");
  CHECK(field(R"("boolean")", "1") == "field \"f\": expected a boolean, found integer 1");
  CHECK(field(R"("float")", "1e39") == "field \"f\": expected a float, found number 1e+39");
  CHECK(field(R"("bytes")", "\"\xE2\x82\xAC\"") ==
        "field \"f\": expected bytes (a text of code points up to 255), found text \"\xE2\x82\xAC\"");
  CHECK(field(R"({"type": "enum", "name": "E", "symbols": ["OPEN", "PAID"]})", "\"PAIDD\"") ==
        "field \"f\": expected one of OPEN, PAID, found text \"PAIDD\" (did you mean 'PAID'?)");
  CHECK(field(R"({"type": "array", "items": "int"})", "[1, {}]") == "field \"f[1]\": expected an int, found an object");
  CHECK(field(R"({"type": "map", "values": "int"})", R"({"k": []})") == "field \"f.k\": expected an int, found a list");
  CHECK(field(R"({"type": "string", "logicalType": "uuid"})", "\"x\"") ==
        "field \"f\": expected a uuid, found text \"x\"");
  CHECK(field(R"({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2})", "1.234") ==
        "field \"f\": expected a decimal(4,2), found number 1.234");
  CHECK(field(R"({"type": "long", "logicalType": "timestamp-millis"})", "\"now\"") ==
        "field \"f\": expected a timestamp (milliseconds since 1970 or ISO 8601), found text \"now\"");
  CHECK(field(R"({"type": "long", "logicalType": "timestamp-millis"})", "9223372036854775807")
            .starts_with("field \"f\": expected a timestamp"));
  CHECK(field(R"(["null", "string"])", R"({"string": "a"})") == "field \"f\": expected a string, found an object");
  CHECK(field(R"(["null", "int", "string"])", "1.5") ==
        "field \"f\": expected null or an int or a string, found number 1.5");
  CHECK(field(R"(["null", "string"])", "1") == "field \"f\": expected a string, found integer 1");
  CHECK(checked(with_field("\"int\""), "[]") == "expected an object, found a list");
  CHECK(checked(with_field("\"int\""), "{}") ==
        "field \"f\": missing, and it has no default (give it, or give it a default in the schema)");
  CHECK(checked(with_field(R"(["null", "int"])"), "{}").starts_with("field \"f\": missing"));
  CHECK(checked(with_field("\"int\""), R"({"f": 1, "F": 2})") ==
        "field \"F\": the schema has no such field (did you mean 'f'?)");
  CHECK(
      checked(
          kOrder,
          R"({"id": "o1", "customer": "0e984725-c51c-4bf4-9960-e1c80e27aba0", "amount": 1, "items": [{"sku": "a", "n": 1}]})") ==
      "field \"items[0].n\": the schema has no such field");
}

TEST_CASE("types that mean far more than they say cost little") {
  std::string text = R"({"type": "record", "name": "R0", "fields": [{"name": "a", "type": "int"}]})";
  for (int i = 1; i < 60; ++i) {
    const std::string name = "R" + std::to_string(i - 1);
    std::string next = R"({"type": "record", "name": "R)";
    next += std::to_string(i) + R"(", "fields": [{"name": "a", "type": )" + text + R"(}, {"name": "b", "type": ")" +
            name + "\"}]}";
    text = std::move(next);
  }
  CHECK(parse_schema("avro", text).schema != nullptr);
  CHECK(compatibility_violations("avro", CompatibilityMode::kFull, SchemaText{text}, {text}).empty());
}

}  // namespace
}  // namespace dac::schema
