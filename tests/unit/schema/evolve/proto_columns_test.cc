#include <doctest/doctest.h>

#include "schema/evolve/record_schema.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

constexpr std::string_view kOrder = R"(syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
enum State { OPEN = 0; PAID = 1; }
message Order {
  string id = 1;
  int32 quantity = 2;
  uint32 weight = 3;
  double amount = 4;
  State state = 5;
  optional string note = 6;
  google.protobuf.Timestamp placed_at = 7;
  google.protobuf.StringValue coupon = 8;
  repeated string tags = 9;
  map<string, int64> counts = 10;
  Address address = 11;
  oneof paid { string card = 12; bool cash = 13; }
  google.protobuf.Struct more = 14;
  bytes hash = 15;
}
message Address { string city = 1; Order last = 2; }
)";

std::string columns(std::string_view text) {
  const ParsedSchema parsed = parse_schema("protobuf", text);
  std::string out;
  for (const SchemaProblem& problem : parsed.problems) out += "! " + problem.message;
  if (parsed.schema == nullptr) return out;
  for (const Column& column : parsed.schema->columns())
    out += column.name + " " + column_type_name(column.type) + (column.nullable ? "?" : "") + "\n";
  return out;
}

TEST_CASE("the columns of a Protobuf message") {
  CHECK(columns(kOrder) == R"(id string
quantity int32
weight int64
amount float64
state string
note string?
placed_at timestamp?
coupon string?
tags array<string>
counts map<int64>
address struct<city:string,last:json>?
card string?
cash bool?
more json?
hash bytes
)");
  CHECK(parse_schema("protobuf", kOrder).schema->name() == "shop.Order");
  CHECK(columns("syntax = \"proto2\"; message A { required int64 a = 1; optional int32 b = 2; }") ==
        "a int64\nb int32?\n");
  CHECK(parse_schema("protobuf", "syntax = \"proto3\"; enum E { A = 0; }").schema == nullptr);
}

TEST_CASE("an event of a Protobuf message has the defaults that its reader would have") {
  const ParsedSchema parsed = parse_schema("protobuf", kOrder);
  const auto event = parsed.schema->check(*parse_json(
      R"({"id": "o1", "state": "PAID", "placed_at": "2026-01-02T03:04:05Z", "address": {"city": "Bern"}})"));
  REQUIRE(event.has_value());
  CHECK(to_json(*event) ==
        R"({"id": "o1", "quantity": 0, "weight": 0, "amount": 0.0, "state": "PAID", "note": null, )"
        R"("placed_at": "2026-01-02T03:04:05.000000Z", "coupon": null, "tags": [], "counts": {}, )"
        R"("address": {"city": "Bern", "last": null}, "card": null, "cash": null, "more": null, "hash": ""})");
  CHECK_FALSE(parsed.schema->check(*parse_json(R"({"id": 1})")).has_value());
  CHECK_FALSE(parsed.schema->check(*parse_json(R"({"state": "LOST"})")).has_value());
  CHECK_FALSE(parsed.schema->check(*parse_json(R"({"unknown": 1})")).has_value());
}

TEST_CASE("a long chain of messages needs no stack") {
  std::string text = "syntax = \"proto3\";\n";
  for (int i = 0; i < 5'000; ++i)
    text += "message M" + std::to_string(i) + " { M" + std::to_string(i + 1) + " next = 1; }\n";
  text += "message M5000 { int32 a = 1; }\n";
  CHECK(parse_schema("protobuf", text).schema != nullptr);
}

}  // namespace
}  // namespace dac::schema
