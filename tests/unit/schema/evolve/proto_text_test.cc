#include "schema/evolve/proto_text.h"

#include <doctest/doctest.h>

#include "schema/evolve/record_schema.h"

namespace dac::schema {
namespace {

TEST_CASE("proto text: white space and comments mean nothing") {
  CHECK(canonical_proto("syntax = \"proto3\"; // latest\n/* of * orders */message Order {\n\tint64 id=1;}\n") ==
        "syntax = \"proto3\" ; message Order { int64 id = 1 ; }");
  CHECK(canonical_proto("message A{}//last") == "message A { }");
  CHECK(canonical_proto("") == "");
}

TEST_CASE("proto text: strings stay as they are") {
  CHECK(canonical_proto(R"(option x="a  // \" b";)") == R"(option x = "a  // \" b" ;)");
  CHECK(canonical_proto("a = 'x") == "a = 'x");
  CHECK(canonical_proto("a = \"x\\") == "a = \"x\\");
  CHECK(canonical_proto("/* not closed") == "");
}

TEST_CASE("proto text: words do not grow together or fall apart") {
  CHECK(canonical_proto("shop . v1.Order a") == "shop . v1.Order a");
  CHECK(canonical_schema("protobuf", "int64 id=1;") == canonical_schema("protobuf", "int64  id = 1 ;"));
  CHECK(canonical_schema("protobuf", "int64 id=1;") != canonical_schema("protobuf", "int64 id=2;"));
}

}  // namespace
}  // namespace dac::schema
