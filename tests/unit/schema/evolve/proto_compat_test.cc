#include <doctest/doctest.h>

#include "schema/evolve/compatibility.h"
#include "schema/evolve/record_schema.h"

namespace dac::schema {
namespace {

enum class Which { kRefused, kPassed, kNotes };

/// "DAC0441 Order.id 1/1; ...", old line before new: what a registry refuses, lets pass, or is worth a note.
std::string told(CompatibilityMode mode, const SchemaText& old, const SchemaText& now, Which which = Which::kRefused) {
  std::string all;
  const auto found = which == Which::kNotes ? compatibility_notes("protobuf", mode, {&old, 1}, now)
                                            : compatibility_violations("protobuf", mode, old, now);
  for (const Violation& violation : found) {
    if (which != Which::kNotes && (violation.passing == Passing::kNo) != (which == Which::kRefused)) continue;
    all += all.empty() ? "" : "; ";
    all += code_name(violation.code);
    all.append(" ").append(violation.path).append(" ").append(std::to_string(violation.old_line));
    all.append("/").append(std::to_string(violation.new_line));
  }
  return all;
}

/// Both texts are the fields of one message.
std::string fields(CompatibilityMode mode, std::string_view old, std::string_view now, std::string_view syntax,
                   Which which = Which::kRefused) {
  const auto text = [&](std::string_view body) {
    std::string whole = "syntax = \"";
    return whole.append(syntax).append("\"; message A { ").append(body).append(" }");
  };
  const std::string before = text(old);
  const std::string after = text(now);
  return told(mode, {before}, {after}, which);
}

std::string passed(std::string_view old, std::string_view now, std::string_view syntax = "proto3") {
  return fields(CompatibilityMode::kBackward, old, now, syntax, Which::kPassed);
}

std::string noted(std::string_view old, std::string_view now, std::string_view syntax = "proto3") {
  return fields(CompatibilityMode::kFull, old, now, syntax, Which::kNotes);
}

std::string back(std::string_view old, std::string_view now, std::string_view syntax = "proto3") {
  return fields(CompatibilityMode::kBackward, old, now, syntax);
}

std::string forward(std::string_view old, std::string_view now, std::string_view syntax = "proto3") {
  return fields(CompatibilityMode::kForward, old, now, syntax);
}

TEST_CASE("Protobuf types of one group read each other, and others do not") {
  for (const auto& [old, now] : std::initializer_list<std::pair<const char*, const char*>>{
           {"int32 a = 1;", "bool a = 1;"},
           {"uint64 a = 1;", "int32 b = 1;"},
           {"sint32 a = 1;", "sint64 a = 1;"},
           {"string a = 1;", "bytes a = 1;"},
           {"fixed32 a = 1;", "sfixed32 a = 1;"},
           {"fixed64 a = 1;", "sfixed64 a = 1;"},
           {"int32 a = 1;", "enum E { X = 0; } E a = 1;"},
           {"A a = 1;", "A b = 1; A c = 2;"},
           {"int32 a = 1; string b = 2;", "string b = 2;"},
           {"int32 a = 1;", "int32 a = 1; oneof o { string b = 2; }"}}) {
    CAPTURE(now);
    CHECK(back(old, now).empty());
    CHECK(forward(old, now).empty());
  }
  CHECK(back("int32 a = 1;", "sint32 a = 1;") == "DAC0441 A.a 1/1");
  CHECK(back("int32 a = 1;", "fixed32 a = 1;") == "DAC0441 A.a 1/1");
  CHECK(back("fixed32 a = 1;", "float a = 1;") == "DAC0441 A.a 1/1");
  CHECK(back("fixed64 a = 1;", "double a = 1;") == "DAC0441 A.a 1/1");
  CHECK(back("string a = 1;", "A a = 1;") == "DAC0441 A.a 1/1");
  CHECK(back("map<string, int32> a = 1;", "map<string, A> a = 1;") == "DAC0441 A.a 1/1");
  CHECK(back("message B {} message C {} B a = 1;", "message B {} message C {} C a = 1;") == "DAC0441 A.a 1/1");
}

TEST_CASE("labels of numbers count where both are written") {
  CHECK(back("optional int32 a = 1;", "repeated int32 a = 1;", "proto2") == "DAC0442 A.a 1/1");
  CHECK(back("optional string a = 1;", "repeated string a = 1;", "proto2").empty());
  CHECK(back("optional int32 a = 1;", "repeated int32 a = 1;") == "DAC0442 A.a 1/1");
  CHECK(back("int32 a = 1;", "repeated int32 a = 1;").empty());
}

TEST_CASE("a required field can neither come nor go") {
  for (const auto mode : {CompatibilityMode::kBackward, CompatibilityMode::kForward}) {
    CHECK(fields(mode, "", "required string a = 1;", "proto2") == "DAC0443 A.a 1/1");
    CHECK(fields(mode, "required string a = 1;", "", "proto2") == "DAC0443 A.a 1/1");
  }
}

TEST_CASE("fields of a oneof stay or leave it, and one alone may move into a new one") {
  CHECK(back("oneof o { string a = 1; string b = 2; }", "oneof o { string a = 1; }") == "DAC0444 A.b 1/1");
  CHECK(back("oneof o { string a = 1; string b = 2; }", "oneof o { string a = 1; } string b = 2;").empty());
  CHECK(forward("oneof o { string a = 1; }", "oneof o { string a = 1; string b = 2; }") == "DAC0444 A.b 1/1");
  CHECK(back("oneof o { string a = 1; }", "string a = 1;").empty());
  CHECK(back("string a = 1;", "oneof o { string a = 1; string b = 2; }").empty());
  CHECK(back("string a = 1; string b = 2;", "oneof o { string a = 1; string b = 2; }") == "DAC0445 A.o 1/1");
  CHECK(back("string a = 1; oneof p { string b = 2; }", "oneof o { string a = 1; string b = 2; }") ==
        "DAC0445 A.o 1/1");
}

TEST_CASE("a message may not go, an inner one neither; under FORWARD none may come") {
  CHECK(back("message B { int32 x = 1; } B b = 1;", "B b = 1; message B { string x = 1; }") == "DAC0441 A.B.x 1/1");
  CHECK(back("message B {}", "") == "DAC0440 A.B 1/0");
  CHECK(back("", "message B {}").empty());
  CHECK(forward("", "message B {}") == "DAC0440 A.B 0/1");
}

TEST_CASE("what a Protobuf text imports comes from its references, and is compared where a field has it") {
  constexpr std::string_view kOrder = "import \"money.proto\";\nmessage Order { optional Money price = 1; }";
  const std::vector<NamedSchema> before = {{"money.proto", "message Money { optional int64 cents = 1; }"}};
  const std::vector<NamedSchema> after = {{"money.proto", "message Money { optional string cents = 1; }"}};
  CHECK(told(CompatibilityMode::kBackward, {kOrder, before}, {kOrder, before}).empty());
  CHECK(told(CompatibilityMode::kBackward, {kOrder, before}, {kOrder, after}) == "DAC0441 Order.price.cents 0/0");
  const ParsedSchema parsed = parse_schema("protobuf", kOrder, {});
  REQUIRE(!parsed.problems.empty());
  CHECK(parsed.problems[0].message ==
        "the Protobuf text does not parse: Import \"money.proto\" was not found or had errors");
  CHECK(parsed.problems[0].line == 1);
  CHECK(parse_schema("protobuf", kOrder, before).problems.empty());
}

TEST_CASE("what registries hold by themselves needs no reference") {
  for (const std::string path : {"confluent/meta",
                                 "confluent/type/decimal",
                                 "google/type/calendar_period",
                                 "google/type/color",
                                 "google/type/date",
                                 "google/type/datetime",
                                 "google/type/dayofweek",
                                 "google/type/decimal",
                                 "google/type/expr",
                                 "google/type/fraction",
                                 "google/type/interval",
                                 "google/type/latlng",
                                 "google/type/localized_text",
                                 "google/type/money",
                                 "google/type/month",
                                 "google/type/phone_number",
                                 "google/type/postal_address",
                                 "google/type/quaternion",
                                 "google/type/timeofday",
                                 "google/protobuf/any",
                                 "google/protobuf/api",
                                 "google/protobuf/descriptor",
                                 "google/protobuf/duration",
                                 "google/protobuf/empty",
                                 "google/protobuf/field_mask",
                                 "google/protobuf/source_context",
                                 "google/protobuf/struct",
                                 "google/protobuf/timestamp",
                                 "google/protobuf/type",
                                 "google/protobuf/wrappers"}) {
    CAPTURE(path);
    std::string text = "syntax = \"proto3\"; import \"";
    text.append(path).append(".proto\"; message A { int32 a = 1; }");
    CHECK(parse_schema("protobuf", text).problems.empty());
  }
  CHECK(parse_schema("protobuf", R"(syntax = "proto3"; import "confluent/meta.proto";
message A { option (confluent.message_meta).doc = "one"; int32 a = 1 [(confluent.field_meta).tags = "PII"]; })")
            .problems.empty());
}

TEST_CASE("a transitive mode holds a Protobuf text against every version") {
  const std::vector<SchemaText> history = {{"syntax = \"proto3\"; message A { int32 a = 1; }"},
                                           {"syntax = \"proto3\"; message A {}"}};
  const SchemaText next{"syntax = \"proto3\"; message A { string b = 1; }"};
  CHECK(compatibility_violations("protobuf", CompatibilityMode::kBackward, history, next).empty());
  const auto all = compatibility_violations("protobuf", CompatibilityMode::kBackwardTransitive, history, next);
  REQUIRE(all.size() == 1);
  CHECK(all[0].version == 0);
  CHECK(all[0].message == "int32 was written, which cannot be read as string");
}

TEST_CASE("a registry lets pass what some values are read as others by") {
  CHECK(passed("int64 a = 1;", "int32 a = 1;") == "DAC0447 A.a 1/1");
  CHECK(passed("int32 a = 1;", "int64 a = 1;").empty());
  CHECK(passed("int32 a = 1;", "uint32 a = 1;") == "DAC0447 A.a 1/1");
  CHECK(passed("bytes a = 1;", "string a = 1;") == "DAC0447 A.a 1/1");
  CHECK(passed("repeated string a = 1;", "string a = 1;") == "DAC0442 A.a 1/1");
  CHECK(passed("int32 a = 1;", "int32 a = 2;") == "DAC0449 A.a 1/1");
  CHECK(passed("optional string a = 1;", "required string a = 1;", "proto2") == "DAC0443 A.a 1/1");
  CHECK(passed("enum E { X = 0; Y = 1; } E e = 1;", "enum E { X = 0; Y = 2; } E e = 1;") == "DAC0449 A.e 1/1");
}

TEST_CASE("a text in another package is another text") {
  CHECK(told(CompatibilityMode::kBackward, {"syntax = \"proto3\";\npackage a;\nmessage A {}"},
             {"syntax = \"proto3\";\n\npackage b;\nmessage A {}"}) == "DAC0448 package 2/3");
}

TEST_CASE("what may mean something else is a note") {
  CHECK(noted("int32 a = 1;", "int32 b = 1;") == "DAC0450 A.a 1/1");
  CHECK(noted("optional int32 a = 1 [default = 5];", "optional int32 a = 1 [default = 7];", "proto2") ==
        "DAC0450 A.a 1/1");
  CHECK(noted("int32 a = 1;", "int32 a = 1; int32 b = 2;").empty());
  CHECK(noted("int32 a = 1; int32 b = 2;", "int32 a = 1;") == "DAC0452 A.b 1/1");
  CHECK(noted("int32 a = 1; int32 b = 2;", "int32 a = 1; reserved 2;").empty());
  CHECK(noted("enum E { X = 0; } E e = 1;", "enum E { X = 0; Y = 1; } E e = 1;") == "DAC0451 A.e 1/1");
}

}  // namespace
}  // namespace dac::schema
