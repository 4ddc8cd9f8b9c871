#include "planner/diff/fields.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"

namespace dac::planner {
namespace {

std::string text(const std::optional<Value>& value) { return value ? to_json(*value) : "nothing"; }

/// "path: before -> after (cause)", one a line, then "drift path: applied, live", then the after that a provider gets.
std::string diff(const std::string& kind, const std::string& applied, const std::string& wanted,
                 const std::string& live) {
  const Value a = applied.empty() ? Value() : *parse_json(applied);
  const Value w = *parse_json(wanted);
  const Value l = live.empty() ? Value() : *parse_json(live);
  FieldDiffInput input{.prefix = "spec", .fields = schema::find_kind(kind)->fields, .wanted = &w};
  input.applied = applied.empty() ? nullptr : &a;
  input.live = live.empty() ? nullptr : &l;
  input.adopting = applied.empty() && !live.empty();
  const FieldDiff found = diff_fields(input);
  std::string out;
  for (const FieldChange& change : found.changes)
    out += change.path + ": " + text(change.before) + " -> " + text(change.after) + " (" +
           std::string(cause_name(change.cause)) + ")\n";
  for (const FieldDrift& item : found.drift)
    out += "drift " + item.path + ": " + text(item.applied) + ", " + text(item.live) + "\n";
  for (const FieldDrift& item : found.released) out += "released " + item.path + ": " + text(item.live) + "\n";
  if (!found.changes.empty()) out += "after " + to_json(found.after) + "\n";
  return out;
}

}  // namespace

TEST_CASE("nothing differs, nothing is said") {
  const std::string topic = R"({"partitions": 6, "config": {"retention.ms": "1"}})";
  CHECK(diff("Topic", topic, topic, topic).empty());
  CHECK(diff("Topic", topic, topic,
             R"({"config": {"x": "9", "retention.ms": "1"}, "partitions": 6, "replicationFactor": 3})")
            .empty());
}

TEST_CASE("what the file changed and what drifted are told apart") {
  CHECK(diff("Topic", R"({"partitions": 6})", R"({"partitions": 12})", R"({"partitions": 6})") ==
        "spec.partitions: 6 -> 12 (file)\nafter {\"partitions\": 12}\n");
  CHECK(diff("Topic", R"({"partitions": 6})", R"({"partitions": 6})", R"({"partitions": 12})") ==
        "spec.partitions: 12 -> 6 (drift)\ndrift spec.partitions: 6, 12\nafter {\"partitions\": 6}\n");
}

TEST_CASE(
    "an owned entry that is dropped goes back to its default; another's entry is left; another field is released") {
  CHECK(diff("Topic", R"({"partitions": 6, "config": {"retention.ms": "1", "a": "2"}})", R"({"config": {"a": "2"}})",
             R"({"partitions": 6, "config": {"retention.ms": "1", "a": "2", "other": "3"}})") ==
        "spec.config[\"retention.ms\"]: \"1\" -> nothing (file)\n"
        "released spec.partitions: 6\n"
        "after {\"config\": {\"a\": \"2\", \"retention.ms\": null}}\n");
  CHECK(diff("Table", R"({"columns": [{"name": "a", "type": "int64", "nullable": false}], "protect": true})",
             R"({"columns": [{"name": "a", "type": "int64"}]})",
             R"({"columns": [{"name": "a", "type": "int64", "nullable": false}]})") ==
        "released spec.columns[name=\"a\"].nullable: false\n");
  CHECK(diff("Topic", R"({"config": {"a": "2"}})", R"({"partitions": 1})",
             R"({"partitions": 1, "config": {"a": "2"}})") ==
        "spec.config[\"a\"]: \"2\" -> nothing (file)\n"
        "after {\"partitions\": 1, \"config\": {\"a\": null}}\n");
  CHECK(diff("Topic", R"({"config": {"a": "2"}})", R"({"partitions": 1})", R"({"partitions": 1})").empty());
}

TEST_CASE("what is new is listed leaf by leaf") {
  CHECK(diff("Topic", "", R"({"partitions": 3, "config": {"a": "1", "b": "2"}, "value": {"schema": "order"}})", "") ==
        "spec.partitions: nothing -> 3 (file)\n"
        "spec.config[\"a\"]: nothing -> \"1\" (file)\n"
        "spec.config[\"b\"]: nothing -> \"2\" (file)\n"
        "spec.value.schema: nothing -> \"order\" (file)\n"
        "after {\"partitions\": 3, \"config\": {\"a\": \"1\", \"b\": \"2\"}, \"value\": {\"schema\": \"order\"}}\n");
}

TEST_CASE("what is adopted takes the file's fields") {
  CHECK(diff("Topic", "", R"({"partitions": 3})", R"({"partitions": 2})") ==
        "spec.partitions: 2 -> 3 (adopt)\nafter {\"partitions\": 3}\n");
}

TEST_CASE("columns are compared by name, in no order") {
  const std::string was = R"({"columns": [{"name": "id", "type": "int64"}, {"name": "city", "type": "string"}]})";
  CHECK(diff("Table", was, R"({"columns": [{"name": "city", "type": "string"}, {"name": "id", "type": "int64"}]})", was)
            .empty());
  CHECK(
      diff("Table", was, R"({"columns": [{"name": "id", "type": "int64"}, {"name": "city", "type": "json"}]})", was) ==
      "spec.columns[name=\"city\"].type: \"string\" -> \"json\" (file)\n"
      "after {\"columns\": [{\"name\": \"id\", \"type\": \"int64\"}, {\"name\": \"city\", \"type\": \"json\"}]}\n");
  CHECK(diff("Table", was, R"({"columns": [{"name": "id", "type": "int64"}]})", was) ==
        "spec.columns[name=\"city\"]: {\"name\": \"city\", \"type\": \"string\"} -> nothing (file)\n"
        "after {\"columns\": [{\"name\": \"id\", \"type\": \"int64\"}]}\n");
}

TEST_CASE("a column that somebody else added drifted") {
  const std::string was = R"({"columns": [{"name": "id", "type": "int64"}]})";
  CHECK(diff("Table", was, was, R"({"columns": [{"name": "id", "type": "int64"}, {"name": "x", "type": "json"}]})") ==
        "spec.columns[name=\"x\"]: {\"name\": \"x\", \"type\": \"json\"} -> nothing (drift)\n"
        "drift spec.columns[name=\"x\"]: nothing, {\"name\": \"x\", \"type\": \"json\"}\n"
        "after {\"columns\": [{\"name\": \"id\", \"type\": \"int64\"}]}\n");
}

TEST_CASE("a renamed column is the old one under its new name, once") {
  const std::string was = R"({"columns": [{"name": "city", "type": "string"}]})";
  const std::string now = R"({"columns": [{"name": "town", "type": "string", "renamedFrom": "city"}]})";
  CHECK(diff("Table", was, now, was) ==
        "spec.columns[name=\"town\"].name: \"city\" -> \"town\" (file)\n"
        "after {\"columns\": [{\"name\": \"town\", \"type\": \"string\", \"renamedFrom\": \"city\"}]}\n");
  CHECK(diff("Table", now, now, R"({"columns": [{"name": "town", "type": "string"}]})").empty());
}

TEST_CASE("SQL that differs only in comments, space and the case of keywords is no change") {
  CHECK(diff("Pipeline", "", R"({"sql": "SELECT a FROM t"})", R"({"sql": "select  a -- all\n from t"})").empty());
  CHECK(diff("Pipeline", "", R"({"sql": "SELECT a FROM t"})", R"({"sql": "SELECT b FROM t"})") != "");
}

TEST_CASE("an unordered list is a set") {
  CHECK(diff("Schema", "", R"({"subjects": ["a", "b"]})", R"({"subjects": ["b", "a"]})").empty());
  CHECK(diff("Table", "", R"({"primaryKey": ["a", "b"]})", R"({"primaryKey": ["b", "a"]})") != "");
}

TEST_CASE("a secret is held against what was applied, never against live") {
  const Value wanted(Map{});
  Value with = wanted;
  with.as_map()->set("password", Secret{"${secret.A}"});
  Value applied = with;
  Value other = wanted;
  other.as_map()->set("password", Secret{"${secret.B}"});
  const Value live = *parse_json(R"({"password": "hidden"})");
  FieldDiffInput input{.prefix = "spec", .fields = {}, .wanted = &with, .applied = &applied, .live = &live};
  CHECK(diff_fields(input).changes.empty());
  input.applied = &other;
  REQUIRE(diff_fields(input).changes.size() == 1);
  CHECK(to_json(*diff_fields(input).changes[0].after) == R"({"secret": "A"})");
}

TEST_CASE("a place is the value's, else the field's in the file, else the resource's") {
  Value wanted(Map{});
  wanted.as_map()->set("partitions", Value(3));
  Value declared = wanted;
  declared.as_map()->find("partitions")->set_origin({2, 7, 15});
  FieldDiffInput input{.prefix = "spec", .fields = {}, .wanted = &wanted, .declared = &declared, .origin = {2, 1, 1}};
  CHECK(diff_fields(input).changes.at(0).origin == Origin{2, 7, 15});
  input.declared = nullptr;
  CHECK(diff_fields(input).changes.at(0).origin == Origin{2, 1, 1});
}

TEST_CASE("a field that is not in the file came from what the resource depends on") {
  const Value wanted = *parse_json(R"({"schemaVersion": 2})");
  const Value live = *parse_json(R"({"schemaVersion": 1})");
  const Value declared(Map{});
  const FieldDiff found = diff_fields(
      {.prefix = "spec", .fields = {}, .wanted = &wanted, .applied = &live, .live = &live, .declared = &declared});
  CHECK(cause_name(found.changes.at(0).cause) == "dependency");
}

}  // namespace dac::planner
