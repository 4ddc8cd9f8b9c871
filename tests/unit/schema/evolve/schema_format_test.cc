#include "schema/evolve/schema_format.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

TEST_CASE("a name tells the format") {
  CHECK(guess_format("a/order.avsc", "not read") == "avro");
  CHECK(guess_format("order.PROTO", "") == "protobuf");
  CHECK(guess_format("order.json", "not json") == "json");
  CHECK(guess_format("order.json", R"({"type": "string"})") == "json");
}

TEST_CASE("a text tells the format where the name does not") {
  CHECK(guess_format("order.json", R"({"type": "record", "name": "R", "fields": []})") == "avro");
  CHECK(guess_format("x", R"(["null", "string"])") == "avro");
  CHECK(guess_format("x", R"("string")") == "avro");
  CHECK(guess_format("x", R"({"type": {"type": "bytes"}})") == "avro");
  CHECK(guess_format("x", "true") == "json");
  CHECK(guess_format("x", R"({"type": ["string", "null"]})") == "json");
  CHECK(guess_format("x", R"({"type": "object"})") == "json");
  CHECK(guess_format("x", R"({"oneOf": []})") == "json");
  CHECK(guess_format("x", "syntax = \"proto3\";") == "protobuf");
  CHECK(guess_format("x", "message Order {}") == "protobuf");
  CHECK(guess_format("x", R"({"type": "string"})").empty());
  CHECK(guess_format("x", "hello").empty());
}

}  // namespace
}  // namespace dac::schema
