#include <doctest/doctest.h>

#include "schema/evolve/compatibility.h"
#include "schema/evolve/record_schema.h"

namespace dac::schema {
namespace {

/// The columns, or the problems one a line.
std::string columns(std::string_view format, std::string_view text, const std::vector<NamedSchema>& references) {
  const ParsedSchema parsed = parse_schema(format, text, references);
  std::string all;
  for (const SchemaProblem& problem : parsed.problems)
    all += code_name(problem.code) + " " + std::to_string(problem.line) + ": " + problem.message + "\n";
  if (parsed.schema == nullptr) return all;
  for (const Column& column : parsed.schema->columns())
    all += (all.empty() ? "" : ", ") + column.name + " " + column_type_name(column.type);
  return all;
}

constexpr std::string_view kOrder = R"({"type": "record", "name": "Order", "namespace": "shop", "fields": [
  {"name": "id", "type": "long"}, {"name": "to", "type": "shop.Address"}, {"name": "back", "type": ["null", "Address"]}]})";

TEST_CASE("an Avro text uses the types of its references, which may use others") {
  const NamedSchema country{"shop.Country",
                            R"({"type": "enum", "name": "Country", "namespace": "shop", "symbols": ["FR"]})"};
  const NamedSchema address{"shop.Address", R"({"type": "record", "name": "Address", "namespace": "shop", "fields": [
    {"name": "city", "type": "string"}, {"name": "country", "type": "Country"}]})"};
  CHECK(columns("avro", kOrder, {country, address}) ==
        "id int64, to struct<city:string,country:string>, back struct<city:string,country:string>");
  CHECK(columns("avro", kOrder, {}) ==
        "DAC0401 2: there is no type \"shop.Address\"\nDAC0401 2: there is no type \"Address\"\n");
  // What is wrong with a reference is said of the reference.
  const NamedSchema broken{"shop.Address", R"({"type": "record", "name": "Address", "namespace": "shop", "fields": [
    {"name": "city", "type": "strin"}]})"};
  CHECK(columns("avro", kOrder, {broken}) == "id int64, to struct<city:json>, back struct<city:json>");
}

TEST_CASE("a $ref leads into a reference, and from there into its own text") {
  constexpr std::string_view kText = R"({"type": "object", "properties": {
    "home": {"$ref": "address.json"}, "city": {"$ref": "address.json#/$defs/City"}, "own": {"$ref": "#/$defs/City"}},
    "$defs": {"City": {"type": "integer"}}})";
  const NamedSchema address{"address.json", R"({"$id": "https://shop.example/address", "type": "object",
    "properties": {"city": {"$ref": "#/$defs/City"}}, "$defs": {"City": {"type": "string"}}})"};
  CHECK(columns("json", kText, {address}) == "home struct<city:string>, city string, own int64");
  CHECK(columns("json", kText, {}) ==
        "DAC0409 2: the $ref \"address.json\" leads nowhere\n"
        "DAC0409 2: the $ref \"address.json#/$defs/City\" leads nowhere\n");
  CHECK(columns("json", R"({"type": "object", "properties": {"a": {"$ref": "https://shop.example/address"}}})",
                {address}) == "a struct<city:string>");
}

TEST_CASE("compatibility looks into references") {
  const std::vector<NamedSchema> before = {{"A", R"({"type": "record", "name": "shop.Address", "fields": [
    {"name": "city", "type": "string"}]})"}};
  const std::vector<NamedSchema> after = {{"A", R"({"type": "record", "name": "shop.Address", "fields": [
    {"name": "city", "type": "long"}]})"}};
  const auto compare = [&](const std::vector<NamedSchema>& uses) {
    return compatibility_violations("avro", CompatibilityMode::kBackward, SchemaText{kOrder, before}, {kOrder, uses});
  };
  CHECK(compare(before).empty());
  const auto found = compare(after);
  REQUIRE(!found.empty());
  CHECK(found.front().path == "Order.to.city");
  CHECK(found.front().message == "a string was written, which cannot be read as a long");
}

}  // namespace
}  // namespace dac::schema
