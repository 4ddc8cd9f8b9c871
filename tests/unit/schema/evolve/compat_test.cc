#include <doctest/doctest.h>

#include "schema/evolve/compatibility.h"

namespace dac::schema {
namespace {

std::string violations(std::string_view format, std::string_view previous, std::string_view next,
                       CompatibilityMode mode = CompatibilityMode::kBackward) {
  std::string all;
  for (const Violation& violation : compatibility_violations(format, mode, SchemaText{previous}, {next}))
    all += (all.empty() ? "" : "\n") + code_name(violation.code) + " " + violation.path + " " +
           std::to_string(violation.old_line) + "/" + std::to_string(violation.new_line) + ": " + violation.message;
  return all;
}

/// The verdict on one field whose type changed.
std::string avro(std::string_view from, std::string_view to) {
  const auto record = [](std::string_view type) {
    return R"({"type": "record", "name": "Order", "fields": [{"name": "f", "type": )" + std::string(type) + "}]}";
  };
  return violations("avro", record(from), record(to));
}

std::string json(std::string_view from, std::string_view to) {
  const auto object = [](std::string_view schema) {
    return R"({"type": "object", "properties": {"f": )" + std::string(schema) + "}}";
  };
  return violations("json", object(from), object(to));
}

std::string notes(std::string_view previous, std::string_view next) {
  const SchemaText before{previous};
  std::string all;
  for (const Violation& note : compatibility_notes("avro", CompatibilityMode::kFull, {&before, 1}, {next}))
    all += (all.empty() ? "" : "\n") + code_name(note.code) + " " + note.path + ": " + note.message;
  return all;
}

TEST_CASE("what stays compatible in Avro and may mean something else is noted") {
  const auto record = [](const std::string& field, const std::string& more = "") {
    return R"({"type": "record", "name": "O", )" + more + R"("fields": [{"name": "f", )" + field + "}]}";
  };
  const auto noted = [&](const std::string& from, const std::string& to) { return notes(record(from), record(to)); };
  CHECK(noted(R"("type": "int", "doc": "in cents")", R"("type": "int", "doc": "in euros")") ==
        "DAC0450 O.f: its doc was: in cents; and is: in euros");
  CHECK(noted(R"("type": "int")", R"("type": "int", "doc": "in euros")") == "DAC0450 O.f: it has a doc now: in euros");
  CHECK(notes(record(R"("type": "int")", R"("doc": "a", )"), record(R"("type": "int")")) ==
        "DAC0450 O: its doc is gone: a");
  CHECK(noted(R"("type": "int", "default": 1)", R"("type": "int", "default": 2)") ==
        "DAC0450 O.f: its default was 1 and is 2");
  CHECK(noted(R"("type": "string")", R"("type": {"type": "string", "logicalType": "uuid"})") ==
        "DAC0450 O.f: it was a string and is now a uuid");
  CHECK(noted(R"("type": {"type": "int", "logicalType": "date"})", R"("type": "int")") ==
        "DAC0450 O.f: it was a date (days since 1970) and is now an int");
  const auto symbols = [](const std::string& list) {
    return R"("type": {"type": "enum", "name": "E", "symbols": [)" + list + R"(], "default": "A"})";
  };
  CHECK(noted(symbols(R"("A")"), symbols(R"("A", "B")")) ==
        "DAC0451 O.f: consumers on the old schema do not know B, and read A");
  CHECK(noted(symbols(R"("A", "B")"), symbols(R"("A")")) == "DAC0451 O.f: new consumers do not know B, and read A");
  CHECK(noted(R"("type": "int", "doc": "same")", R"("type": "int", "doc": "same")").empty());
  // They are no reason to refuse, and hide none.
  CHECK(violations("avro", record(R"("type": "int", "doc": "a")"), record(R"("type": "int", "doc": "b")"),
                   CompatibilityMode::kFull)
            .empty());
}

TEST_CASE("fields of an Avro record") {
  constexpr std::string_view kOld =
      "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [\n {\"name\": \"id\", \"type\": \"string\"},\n"
      " {\"name\": \"amount\", \"type\": \"double\"}]}";
  CHECK(violations("avro", kOld, kOld).empty());
  CHECK(violations("avro", kOld, R"({"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}]})")
            .empty());
  CHECK(
      violations(
          "avro", kOld,
          "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [\n\n {\"name\": \"id\", \"type\": \"string\"},\n"
          " {\"name\": \"amount\", \"type\": \"long\"},\n {\"name\": \"note\", \"type\": [\"null\", \"string\"]}]}") ==
      "DAC0412 Order.amount 3/4: a double was written, which cannot be read as a long\n"
      "DAC0410 Order.note 1/5: the field was added without a default, so old events cannot be read");
  CHECK(violations("avro", kOld, R"({"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"},
    {"name": "note", "type": ["null", "string"], "default": null}]})")
            .empty());
  CHECK(violations(
            "avro", kOld,
            R"({"type": "record", "name": "Order", "fields": [{"name": "key", "aliases": ["id"], "type": "string"}]})")
            .empty());
  CHECK(violations("avro", kOld, R"({"type": "record", "name": "Purchase", "fields": []})") ==
        "DAC0413 Purchase 1/1: the type was named Order and is now Purchase");
  CHECK(violations("avro", kOld, R"({"type": "record", "name": "Purchase", "aliases": ["Order"], "fields": []})")
            .empty());
  CHECK(violations("avro", kOld, R"({"type": "record", "name": "Order", "namespace": "x", "fields": []})").empty());
}

TEST_CASE("Avro types that may follow") {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {R"("int")", R"("long")"},
           {R"("int")", R"("float")"},
           {R"("int")", R"("double")"},
           {R"("long")", R"("float")"},
           {R"("long")", R"("double")"},
           {R"("float")", R"("double")"},
           {R"("string")", R"("bytes")"},
           {R"("bytes")", R"("string")"},
           {R"("int")", R"(["null", "long"])"},
           {R"(["null", "int"])", R"(["null", "string", "long"])"},
           {R"(["int"])", R"("long")"},
           {R"("long")", R"({"type": "long", "logicalType": "timestamp-millis"})"},
           {R"({"type": "string", "logicalType": "uuid"})", R"("string")"},
           {R"({"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2})",
            R"({"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2})"},
           {R"({"type": "array", "items": "int"})", R"({"type": "array", "items": "long"})"},
           {R"({"type": "enum", "name": "E", "symbols": ["A"]})",
            R"({"type": "enum", "name": "E", "symbols": ["B", "A"]})"},
           {R"({"type": "enum", "name": "E", "symbols": ["A"]})",
            R"({"type": "enum", "name": "E", "symbols": ["B"], "default": "B"})"}})
    CHECK_MESSAGE(avro(from, to).empty(), (from + " to " + to));
}

TEST_CASE("Avro types that may not follow") {
  CHECK(avro(R"("string")", R"("int")") == "DAC0412 Order.f 1/1: a string was written, which cannot be read as an int");
  CHECK(avro(R"("long")", R"("int")") == "DAC0412 Order.f 1/1: a long was written, which cannot be read as an int");
  CHECK(avro(R"(["null", "string"])", R"("string")") ==
        "DAC0416 Order.f 1/1: null may have been written, which cannot be read as a string");
  CHECK(avro(R"(["null", "string", "long"])", R"(["null", "string"])") ==
        "DAC0416 Order.f 1/1: a long may have been written, which cannot be read as null or a string");
  CHECK(avro(R"("string")", R"(["null", "int"])") ==
        "DAC0412 Order.f 1/1: a string was written, which cannot be read as null or an int");
  CHECK(avro(R"({"type": "enum", "name": "E", "symbols": ["A", "B", "C"]})",
             R"({"type": "enum", "name": "E", "symbols": ["B"]})") ==
        "DAC0414 Order.f 1/1: A, C may have been written and is no symbol any more");
  CHECK(avro(R"({"type": "fixed", "name": "F", "size": 4})", R"({"type": "fixed", "name": "F", "size": 8})") ==
        "DAC0415 Order.f 1/1: the fixed had 4 bytes and has now 8");
  CHECK(avro(R"({"type": "fixed", "name": "F", "size": 4})", R"({"type": "fixed", "name": "G", "size": 4})") ==
        "DAC0413 Order.f 1/1: the type was named F and is now G");
  CHECK(avro(R"({"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2})",
             R"({"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 3})") ==
        "DAC0417 Order.f 1/1: a decimal(6,2) was written and is now a decimal(6,3)");
  CHECK(avro(R"({"type": "long", "logicalType": "timestamp-millis"})",
             R"({"type": "long", "logicalType": "timestamp-micros"})") ==
        "DAC0412 Order.f 1/1: a timestamp (milliseconds since 1970) was written and is read as a timestamp "
        "(microseconds since 1970)");
  CHECK(
      avro(
          R"({"type": "array", "items": {"type": "record", "name": "I", "fields": []}})",
          R"({"type": "array", "items": {"type": "record", "name": "I", "fields": [{"name": "sku", "type": "string"}]}})") ==
      "DAC0410 Order.f[].sku 1/1: the field was added without a default, so old events cannot be read");
  CHECK(avro(R"({"type": "map", "values": "string"})", R"({"type": "map", "values": "int"})") ==
        "DAC0412 Order.f{} 1/1: a string was written, which cannot be read as an int");
}

TEST_CASE("a JSON property and what others may hold under its name") {
  constexpr std::string_view kDeclared =
      R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "additionalProperties": {"type": "string"}})";
  constexpr std::string_view kOthers =
      R"({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}})";
  CHECK(violations("json", kDeclared, kOthers) == "DAC0412 b 1/1: an integer was valid and is not as a string");
  CHECK(violations("json", kOthers, kDeclared) == "DAC0412 b 1/1: a string was valid and is not as an integer");
  constexpr std::string_view kFits =
      R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "additionalProperties": {"type": "string"}})";
  CHECK(violations("json", kFits, kOthers).empty());
  CHECK(violations("json", kOthers, kFits).empty());
}

TEST_CASE("what registries let pass and Java's Avro cannot decode") {
  const auto passed = [](std::string_view previous, std::string_view next) {
    std::string all;
    for (const Violation& violation :
         compatibility_violations("avro", CompatibilityMode::kBackward, SchemaText{previous}, {next})) {
      CHECK(violation.passing == Passing::kUnread);
      all += code_name(violation.code) + " " + violation.path + ": " + violation.message;
    }
    return all;
  };
  CHECK(passed(R"({"type": "record", "name": "R", "fields": [{"name": "f", "type":
                  ["null", {"type": "enum", "name": "E", "symbols": ["A"]}]}]})",
               R"({"type": "record", "name": "R", "fields": [{"name": "f", "type":
                  ["string", {"type": "enum", "name": "x.E", "symbols": ["A"]}, "null"]}]})") ==
        "DAC0413 R.f: a union finds its branch by the full name: E is written, and the union has x.E");
  CHECK(passed(R"({"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]})",
               R"({"type": "record", "name": "x.R", "fields": [{"name": "b", "aliases": ["a"], "type": "int"}]})") ==
        "DAC0413 R.b: the field is found by its alias only where the record keeps its full name: R is written and read "
        "as x.R");
  CHECK(passed(R"({"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}]})",
               R"({"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"},
                  {"name": "b", "aliases": ["a"], "type": "int", "default": 1}]})") ==
        "DAC0413 R.a: a is the alias of another field too, which takes what was written");
}

TEST_CASE("a union is read by any branch that fits") {
  const auto record = [](std::string_view branches) {
    return R"({"type": "record", "name": "R", "fields": [{"name": "f", "type": [)" + std::string(branches) + "]}]}";
  };
  constexpr std::string_view kA = R"({"type": "record", "name": "x.A", "fields": [{"name": "a", "type": "int"}]})";
  constexpr std::string_view kB = R"({"type": "record", "name": "y.A", "fields": [{"name": "b", "type": "int"}]})";
  const std::string both = std::string(kB) + ", " + std::string(kA);
  CHECK(violations("avro", record(kA), record(both)).empty());
  CHECK(violations("avro", record(kA), record(kB)) ==
        "DAC0410 R.f.b 1/1: the field was added without a default, so old events cannot be read");
}

TEST_CASE("properties of a JSON object") {
  constexpr std::string_view kOpen = R"({"type": "object", "properties": {"a": {"type": "string"}}})";
  constexpr std::string_view kClosed =
      R"({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false})";
  CHECK(violations("json", kOpen,
                   R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}})")
            .empty());
  CHECK(violations("json", kOpen, R"({"type": "object", "properties": {}})").empty());
  CHECK(
      violations(
          "json", kOpen,
          R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["b"]})") ==
      "DAC0411 b 1/1: the property was added and is required, so old events are not valid");
  CHECK(violations("json", kOpen,
                   R"({"type": "object", "properties": {"b": {"type": "string", "default": "x"}}, "required": ["b"]})")
            .empty());
  CHECK(violations(
            "json", kOpen,
            R"({"title": "Click", "type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]})") ==
        "DAC0411 Click.a 1/1: the property became required, so old events without it are not valid");
  CHECK(violations("json", kOpen, kClosed) == "DAC0418 schema 1/1: other properties were allowed and are now refused");
  CHECK(violations("json", kClosed, kOpen).empty());
  CHECK(violations("json", kClosed,
                   R"({"type": "object", "properties": {"b": {"type": "string"}}, "additionalProperties": false})") ==
        "DAC0419 a 1/1: the property was removed, and the object takes no others");
}

TEST_CASE("JSON types and limits that may follow") {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {R"({"type": "integer"})", R"({"type": "number"})"},
           {R"({"type": "string"})", "true"},
           {R"({"type": "string"})", R"({"type": ["string", "null"]})"},
           {R"({"type": "string", "format": "date"})", R"({"type": "string"})"},
           {R"({"enum": ["a"]})", R"({"enum": ["a", "b"]})"},
           {R"({"enum": ["a"]})", R"({"type": "string"})"},
           {R"({"type": "integer", "minimum": 1})", R"({"type": "integer", "minimum": 0})"},
           {R"({"type": "string", "maxLength": 1})", R"({"type": "string"})"},
           {R"({"oneOf": [{"type": "string"}]})", R"({"oneOf": [{"type": "integer"}, {"type": "string"}]})"}})
    CHECK_MESSAGE(json(from, to).empty(), (from + " to " + to));
}

TEST_CASE("JSON types and limits that may not follow") {
  CHECK(json(R"({"type": "number"})", R"({"type": "integer"})") ==
        "DAC0412 f 1/1: a number was valid and is not as an integer");
  CHECK(json("true", R"({"type": "string"})") == "DAC0412 f 1/1: any value was valid and is not as a string");
  CHECK(json(R"({"type": ["string", "null"]})", R"({"type": "string"})") ==
        "DAC0416 f 1/1: null was valid and is not as a string");
  CHECK(json(R"({"type": ["string", "integer"]})", R"({"type": ["string", "null"]})") ==
        "DAC0416 f 1/1: an integer was valid and is not as a string or null");
  CHECK(json(R"({"enum": ["a", "b"]})", R"({"enum": ["b"]})") == "DAC0414 f 1/1: \"a\" was valid and is not any more");
  CHECK(json(R"({"type": "string"})", R"({"type": "string", "enum": ["b", "c"]})") ==
        "DAC0420 f 1/1: any value was valid and now only b, c");
  CHECK(json(R"({"type": "integer"})", R"({"type": "integer", "minimum": 1})") ==
        "DAC0420 f 1/1: the minimum became tighter, so old events may lie outside");
  CHECK(json(R"({"type": "string"})", R"({"type": "string", "format": "date-time"})") ==
        "DAC0420 f 1/1: the format became tighter, so old events may lie outside");
  CHECK(json(R"({"type": "string", "pattern": "a"})", R"({"type": "string", "pattern": "b"})") ==
        "DAC0420 f 1/1: the pattern became tighter, so old events may lie outside");
  CHECK(
      json(R"({"type": "array", "items": {"type": "string"}})", R"({"type": "array", "items": {"type": "integer"}})") ==
      "DAC0412 f[] 1/1: a string was valid and is not as an integer");
}

TEST_CASE("FORWARD is told from the side of consumers on the old schema") {
  const auto avro = [](std::string_view from, std::string_view to) {
    const auto record = [](std::string_view type) {
      return R"({"type": "record", "name": "Order", "fields": [{"name": "f", "type": )" + std::string(type) + "}]}";
    };
    return violations("avro", record(from), record(to), CompatibilityMode::kForward);
  };
  CHECK(avro(R"("long")", R"("int")").empty());
  CHECK(avro(R"("int")", R"("long")") ==
        "DAC0412 Order.f 1/1: consumers on the old schema cannot read a long as an int");
  CHECK(avro(R"("int")", R"(["null", "int"])") ==
        "DAC0434 Order.f 1/1: consumers on the old schema cannot read null, which may be written now, as an int");
  CHECK(avro(R"({"type": "enum", "name": "S", "symbols": ["A"]})",
             R"({"type": "enum", "name": "S", "symbols": ["A", "B"]})") ==
        "DAC0433 Order.f 1/1: consumers on the old schema do not know B, which may be written now");
  CHECK(avro(R"({"type": "enum", "name": "S", "symbols": ["A"], "default": "A"})",
             R"({"type": "enum", "name": "S", "symbols": ["A", "B"]})")
            .empty());
  CHECK(avro(R"({"type": "fixed", "name": "F", "size": 4})", R"({"type": "fixed", "name": "F", "size": 8})") ==
        "DAC0415 Order.f 1/1: the fixed had 4 bytes and has now 8");
  CHECK(avro(R"({"type": "fixed", "name": "F", "size": 4})",
             R"({"type": "fixed", "name": "G", "aliases": ["F"], "size": 4})") ==
        "DAC0413 Order.f 1/1: consumers on the old schema know the type as F, and it is now G");
  CHECK(avro(R"({"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2})",
             R"({"type": "bytes", "logicalType": "decimal", "precision": 8, "scale": 2})") ==
        "DAC0417 Order.f 1/1: a decimal(6,2) is now a decimal(8,2), which consumers on the old schema read wrongly");
}

TEST_CASE("FORWARD has the lines of each version on its own side") {
  constexpr std::string_view kOld =
      "{\"type\": \"record\", \"name\": \"Order\",\n\"fields\": [\n{\"name\": \"a\", \"type\": \"int\"}]}";
  constexpr std::string_view kNew = "{\"type\": \"record\", \"name\": \"Order\", \"fields\": []}";
  CHECK(violations("avro", kOld, kNew, CompatibilityMode::kForward) ==
        "DAC0431 Order.a 3/1: the field was removed, and consumers on the old schema need it: it has no default there");
  CHECK(violations("avro", kNew, kOld, CompatibilityMode::kForward).empty());
}

TEST_CASE("JSON Schemas under FORWARD") {
  const auto json = [](std::string_view from, std::string_view to) {
    return violations("json", from, to, CompatibilityMode::kForward);
  };
  constexpr std::string_view kOpen = R"({"type": "object", "properties": {"a": {"type": "string"}}})";
  constexpr std::string_view kClosed =
      R"({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": false})";
  constexpr std::string_view kRequired =
      R"({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]})";
  CHECK(json(kOpen, kRequired).empty());
  CHECK(json(kRequired, kOpen) ==
        "DAC0432 a 1/1: the property may be left out now, and consumers on the old schema require it");
  CHECK(json(kRequired, R"({"type": "object", "properties": {}})") ==
        "DAC0432 a 1/1: the property was removed, and consumers on the old schema require it");
  CHECK(json(kClosed, kOpen) ==
        "DAC0435 schema 1/1: other properties are allowed now, and consumers on the old schema refuse them");
  CHECK(json(kClosed, R"({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
    "additionalProperties": false})") ==
        "DAC0436 b 1/1: the property was added, and consumers on the old schema take no others");
  CHECK(json(R"({"type": "integer", "minimum": 1})", R"({"type": "integer"})") ==
        "DAC0437 schema 1/1: the minimum became looser, so consumers on the old schema may refuse new events");
  CHECK(json(R"({"enum": ["a"]})", R"({"enum": ["a", "b"]})") ==
        "DAC0433 schema 1/1: consumers on the old schema do not take \"b\", which is valid now");
  CHECK(json(R"({"type": "string"})", R"({"type": ["string", "null"]})") ==
        "DAC0434 schema 1/1: consumers on the old schema do not take null as a string");
}

TEST_CASE("the seven modes look at the versions and the directions that they name") {
  // From the first version to the last: a is always there, b comes without a default in the third.
  const auto record = [](std::string_view fields) {
    return R"({"type": "record", "name": "R", "fields": [)" + std::string(fields) + "]}";
  };
  const std::string first = record(R"({"name": "a", "type": "int"})");
  const std::string second = record(R"({"name": "a", "type": "int"}, {"name": "b", "type": "int"})");
  const std::string third = record(R"({"name": "b", "type": "int"})");
  const std::vector<SchemaText> history = {{first}, {second}};
  const auto told = [&](CompatibilityMode mode) {
    std::string all;
    for (const Violation& violation : compatibility_violations("avro", mode, history, {third}))
      all +=
          std::string(violation.is_old_reader ? "<" : ">") + std::to_string(violation.version) + violation.path + " ";
    return all;
  };
  CHECK(told(CompatibilityMode::kNone).empty());
  CHECK(told(CompatibilityMode::kBackward).empty());
  CHECK(told(CompatibilityMode::kBackwardTransitive) == ">0R.b ");
  CHECK(told(CompatibilityMode::kForward) == "<1R.a ");
  CHECK(told(CompatibilityMode::kForwardTransitive) == "<1R.a <0R.a ");
  CHECK(told(CompatibilityMode::kFull) == "<1R.a ");
  CHECK(told(CompatibilityMode::kFullTransitive) == "<1R.a >0R.b <0R.a ");
  CHECK(compatibility_violations("avro", CompatibilityMode::kFullTransitive, std::span<const SchemaText>(), {third})
            .empty());
}

TEST_CASE("a mode has the name that registries give it") {
  for (const std::string_view name : compatibility_names()) {
    const auto mode = parse_compatibility(name);
    REQUIRE(mode);
    CHECK(compatibility_name(*mode) == name);
    CHECK(is_transitive(*mode) == (name.find("TRANSITIVE") != std::string_view::npos));
  }
  CHECK(compatibility_names().size() == 7);
  CHECK(!parse_compatibility("backward"));
}

TEST_CASE("the canonical form ignores white space and the order of keys, not of fields") {
  CHECK(canonical_schema("avro", "{ \"type\": \"enum\",\n \"name\": \"E\", \"symbols\": [\"B\", \"A\"] }") ==
        R"({"name":"E","symbols":["B","A"],"type":"enum"})");
  CHECK(canonical_schema("json", "not json") == "not json");
}

}  // namespace
}  // namespace dac::schema
