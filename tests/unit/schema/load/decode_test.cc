#include "schema/load/decode.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "tests/unit/schema/load/project_text.h"

namespace dac::schema::test {
namespace {

std::string spec_of(const std::string& resource, const std::string& id, const std::string& more = {}) {
  const auto resolved = resolve_texts({{"dac.yaml", project_file(more)}, {"a.yaml", resource}});
  CHECK(render(resolved.findings, *resolved.value.sources) == "");
  const Resource* found = resolved.value.find(id);
  return found == nullptr ? "none" : to_json(found->spec);
}

std::string topic(const std::string& spec) {
  return "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: orders}\nspec: " + spec + "\n";
}

TEST_CASE("a topic is typed by its table, in the table's order") {
  CHECK(
      spec_of(topic("{config: {retention.ms: 7d, max.message.bytes: 1MiB, cleanup.policy: compact, "
                    "message.timestamp.difference.max.ms: -1, unclean.leader.election.enable: false}, partitions: 12, "
                    "name: shop.orders}"),
              "topic/orders") ==
      R"({"name": "shop.orders", "partitions": 12, "config": {"retention.ms": "604800000", "max.message.bytes": "1048576", )"
      R"("cleanup.policy": "compact", "message.timestamp.difference.max.ms": "-1", "unclean.leader.election.enable": "false"}})");
}

TEST_CASE("words that YAML might take for something else are what the field's type says") {
  CHECK(
      spec_of(topic("{config: {cleanup.policy: NO, compression.type: 010, a: 1e3, b: 3.10, c: 'yes', d: 2026-01-01}}"),
              "topic/orders") ==
      R"({"config": {"cleanup.policy": "NO", "compression.type": "010", "a": "1e3", "b": "3.10", "c": "yes", "d": "2026-01-01"}})");
  CHECK(spec_of(topic("{partitions: '3', protect: \"true\"}"), "topic/orders") ==
        R"({"partitions": 3, "protect": true})");
}

TEST_CASE("each mistake is one finding, at its place") {
  CHECK(findings_of(topic("{partitons: 3}")) ==
        "a.yaml:4:8: error[DAC0200]: unknown field 'partitons' | did you mean 'partitions'?\n");
  CHECK(findings_of(topic("{zzz: 3}")) ==
        "a.yaml:4:8: error[DAC0200]: unknown field 'zzz' | there are target, name, partitions, replicationFactor, "
        "config, key, value, "
        "subjectStrategy, eventTime, access, protect\n");
  CHECK(findings_of(topic("{partitions: many}")) ==
        "a.yaml:4:20: error[DAC0201]: expected a whole number for 'partitions', found 'many'\n");
  for (const std::string text : {"010", "+1", "1_000", "0x1", "1e3", "3.0", "-00"})
    CHECK(findings_of(topic("{partitions: " + text + "}")) ==
          "a.yaml:4:20: error[DAC0201]: expected a whole number for 'partitions', found '" + text +
              "' | write it in plain digits: no leading zero, plus sign, separator, fraction or exponent\n");
  CHECK(findings_of(topic("{partitions: 99999999999999999999}")) ==
        "a.yaml:4:20: error[DAC0204]: 99999999999999999999 is too large for 'partitions' | it must be between 1 and "
        "2147483647\n");
  CHECK(findings_of(topic("{partitions: 0}")) ==
        "a.yaml:4:20: error[DAC0205]: 0 is out of range for 'partitions' | it must be between 1 and 2147483647\n");
  CHECK(findings_of(topic("{partitions: [1]}")) ==
        "a.yaml:4:20: error[DAC0201]: expected a whole number for 'partitions', found a list\n");
  CHECK(findings_of(topic("{partitions: }")) ==
        "a.yaml:4:8: error[DAC0203]: expected a whole number for 'partitions', found nothing | leave the field out or "
        "give it a value; "
        "null removes only in defaults and overrides\n");
  CHECK(findings_of(topic("{protect: yes}")) ==
        "a.yaml:4:17: error[DAC0201]: expected true or false for 'protect', found 'yes'\n");
  CHECK(findings_of(topic("{access: opn}")) ==
        "a.yaml:4:16: error[DAC0206]: expected one of open, owner for 'access', found 'opn' | did you mean 'open'?\n");
  CHECK(findings_of(topic("{config: {retention.ms: 7 days}}")) ==
        "a.yaml:4:31: error[DAC0201]: expected a duration for 'retention.ms', found '7 days' | a duration is written "
        "250ms, 30s, 15m, 1h30m, "
        "7d, 2w or in plain milliseconds\n");
  CHECK(findings_of(topic("{config: {cleanup: {policy: delete}}}")) ==
        "a.yaml:4:26: error[DAC0201]: expected a text or number for 'cleanup', found a map | a dotted name is one key: "
        "retention.ms: 7d\n");
  CHECK(findings_of(topic("{config: [a]}")) ==
        "a.yaml:4:16: error[DAC0201]: expected a map for 'config', found a list | a map is written {key: value}, "
        "or with one 'key: value' a line\n");
  CHECK(findings_of(topic("[]")) ==
        "a.yaml:4:7: error[DAC0201]: expected a map for 'spec', found a list | a map is written {key: value}, or "
        "with one 'key: value' a line\n");
}

TEST_CASE("the outside of a document") {
  CHECK(findings_of("kind: Topic\nmetadata: {name: a}\n") ==
        "a.yaml:1:1: error[DAC0210]: 'apiVersion' is missing | a resource starts with apiVersion: dac/v1; to leave a "
        "file out, list it under "
        "spec.exclude of dac.yaml\n");
  CHECK(findings_of("apiVersion: apps/v1\nkind: Deployment\nwhatever: 1\n") == "");
  CHECK(findings_of("apiVersion: dac/v2\nkind: Topic\nmetadata: {name: a}\n") ==
        "a.yaml:1:13: error[DAC0211]: expected apiVersion dac/v1, found 'dac/v2' | a newer dac may know it\n");
  CHECK(findings_of("apiVersion: dac/v1\nmetadata: {name: a}\n") ==
        "a.yaml:1:1: error[DAC0202]: 'kind' is missing | a resource says what it is: kind: Topic\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Topik\nmetadata: {name: a}\n") ==
        "a.yaml:2:7: error[DAC0212]: there is no kind 'Topik' | did you mean 'Topic'?\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Topic\n") ==
        "a.yaml:1:1: error[DAC0202]: 'metadata' is missing | a resource has a name: metadata: {name: orders}\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Topic\nmetadata: {owner: a}\n") ==
        "a.yaml:1:1: error[DAC0202]: 'name' is missing | the resource's name, once in its kind\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Topic\nmetadata: {name: a}\nsepc: {}\n") ==
        "a.yaml:4:1: error[DAC0200]: unknown field 'sepc' | did you mean 'spec'?\n");
  CHECK(findings_of("- a\n") ==
        "a.yaml:1:1: error[DAC0213]: expected a resource: a map with apiVersion, kind, metadata and spec | to leave "
        "the file "
        "out, list it under spec.exclude of dac.yaml\n");
  CHECK(
      findings_of("apiVersion: dac/v1\nkind: Project\nmetadata: {name: a}\n") ==
      "a.yaml:2:7: error[DAC0212]: a Project stands only in dac.yaml, at the root of the project | remove it, or list "
      "the file under spec.exclude of dac.yaml\n");
}

TEST_CASE("names are ASCII words") {
  for (const std::string name : {"'or ders'", "-a", ".a", "é", "\"a\\u202Eb\"", "a/b", "''"}) {
    CAPTURE(name);
    CHECK(findings_of("apiVersion: dac/v1\nkind: Topic\nmetadata:\n  name: " + name + "\n")
              .starts_with("a.yaml:4:9: error[DAC0207]: "));
  }
}

TEST_CASE("a resource says all of itself") {
  const auto resolved = resolve_texts(
      {{"dac.yaml", project_file()},
       {"a.yaml",
        "apiVersion: dac/v1\nkind: Topic\nmetadata:\n  name: orders\n  owner: checkout\n  description: All.\n"
        "  labels: {tier: gold, level: 3}\n  managed: false\n  renamedFrom: order\n  deprecated: use sales\n"}});
  CHECK(render(resolved.findings, *resolved.value.sources) == "");
  const Resource& topic = *resolved.value.find("topic/orders");
  CHECK(topic.owner == "checkout");
  CHECK(topic.description == "All.");
  CHECK(to_json(Value(topic.labels)) == R"({"tier": "gold", "level": "3"})");
  CHECK_FALSE(topic.managed);
  CHECK(topic.renamed_from == "order");
  CHECK(topic.deprecated == Value("use sales"));
  CHECK(topic.target == "platform");
  CHECK(topic.origin == Origin{2, 1, 1});
}

TEST_CASE("a table's columns are canonical, and its key is not nullable") {
  CHECK(spec_of("apiVersion: dac/v1\nkind: Table\nmetadata: {name: t}\nspec:\n  primaryKey: [id]\n  columns:\n"
                "    - {type: int64, name: id}\n    - {name: n, type: 'decimal( 10, 2 )', default: 1.50}\n"
                "    - {name: w, native: 'LowCardinality(String)'}\n    - {name: x, type: {native: Nested}}\n"
                "    - {name: b, type: bool, default: true}\n",
                "table/t")
            .find(R"("columns": [{"name": "id", "type": "int64", "nullable": false})") != std::string::npos);
}

TEST_CASE("what a table cannot have") {
  const auto table = [](const std::string& rest) {
    return "apiVersion: dac/v1\nkind: Table\nmetadata: {name: t}\nspec:\n  columns:\n    - {name: id, type: int64}\n" +
           rest;
  };
  CHECK(findings_of(table("    - {name: id, type: string}\n")) ==
        "a.yaml:7:14: error[DAC0208]: 'id' is in 'columns' twice | leave one of them out\n");
  CHECK(findings_of(table("    - {name: x, type: strng}\n")) ==
        "a.yaml:7:23: error[DAC0245]: 'strng' is no column type | did you mean 'string'?\n");
  CHECK(findings_of(table("    - {name: x}\n")) ==
        "a.yaml:7:7: error[DAC0202]: 'type' is missing | a column has a type, or native with the target's own words\n");
  CHECK(findings_of(table("    - {name: x, type: int32, default: 3000000000}\n")) ==
        "a.yaml:7:39: error[DAC0201]: expected an int32 for 'default', found '3000000000' | write digits only, with a "
        "minus where it is negative\n");
  CHECK(findings_of(table("  primaryKey: [idd]\n")) ==
        "a.yaml:7:16: error[DAC0246]: 'primaryKey' names no column: 'idd' | did you mean 'id'?\n");
  CHECK(findings_of(table("  indexes: [{name: i, columns: [nope]}]\n")) ==
        "a.yaml:7:33: error[DAC0246]: 'columns' names no column: 'nope' | there are id\n");
  CHECK(findings_of(table("    - {name: ID, type: string}\n")) ==
        "a.yaml:7:14: error[DAC0259]: 'id' and 'ID' in 'columns' differ only in case | SQL ignores the case of names; "
        "give "
        "one of them another name\n");
  CHECK(
      findings_of(table("    - {name: d, type: date, default: tomorrow}\n")) ==
      "a.yaml:7:38: error[DAC0201]: expected a date for 'default', found 'tomorrow' | write ISO 8601, as 2026-11-22\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Table\nmetadata: {name: t}\nspec: {colums: []}\n") ==
        "a.yaml:4:8: error[DAC0200]: unknown field 'colums' | did you mean 'columns'?\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Table\nmetadata: {name: t}\n") ==
        "a.yaml:1:1: error[DAC0202]: 'columns' is missing | the columns, in order\n");
}

TEST_CASE("an endpoint's parameters do not contradict themselves") {
  const auto endpoint = [](const std::string& param) {
    return "apiVersion: dac/v1\nkind: Endpoint\nmetadata: {name: e}\nspec:\n  path: /e\n  sql: SELECT :p\n  params: [" +
           param + "]\n";
  };
  CHECK(findings_of(endpoint("{name: p, type: int64, min: 5, max: 1}")) ==
        "a.yaml:7:40: error[DAC0258]: parameter \"p\": min 5 is more than max 1 | exchange them, or leave one out\n");
  CHECK(findings_of(endpoint("{name: p, type: int64, default: 0, min: 1}")) ==
        "a.yaml:7:44: error[DAC0258]: parameter \"p\": default 0 is less than its min 1 | let it lie between min and "
        "max\n");
  CHECK(findings_of(endpoint("{name: p, type: string, default: c, enum: [a, b]}")) ==
        "a.yaml:7:45: error[DAC0258]: parameter \"p\": default c is none of its enum | it may be a, b\n");
  CHECK(findings_of(endpoint("{name: p, type: int32, enum: [1, two]}")) ==
        "a.yaml:7:45: error[DAC0604]: enum of parameter \"p\": expected an int32, found \"two\" | write digits only, "
        "with a "
        "minus where it is negative\n");
  CHECK(findings_of(endpoint("{name: p, type: array<int64>, default: [1, x]}")) ==
        "a.yaml:7:51: error[DAC0604]: default of parameter \"p\": expected an array<int64>, found \"[\"1\", \"x\"]\" | "
        "write a "
        "JSON list, as [1, 2]\n");
  CHECK(
      spec_of(endpoint("{name: p, type: array<int64>, default: [1, 2]}"), "endpoint/e").find(R"("default": [1, 2])") !=
      std::string::npos);
  CHECK(spec_of(endpoint("{name: p, type: array<string>, default: [NO, 010]}"), "endpoint/e")
            .find(R"("default": ["NO", "010"])") != std::string::npos);
}

TEST_CASE("one mistake hides nothing and is said once") {
  const std::string reader =
      "---\napiVersion: dac/v1\nkind: Topic\nmetadata: {name: t}\nspec: {value: {schema: order}}\n";
  // A Schema whose name is refused may be the one that is meant.
  CHECK(findings_of(
            "apiVersion: dac/v1\nkind: Schema\nmetadata: {name: -order}\nspec: {format: avro, schema: '\"int\"'}\n" +
            reader) ==
        "a.yaml:3:18: error[DAC0207]: '-order' is no name for 'name' | a name has ASCII letters, digits, '_', '.' and "
        "'-', "
        "and starts with a letter, a digit or '_'\n");
  CHECK(findings_of("apiVersion: dac/v1\nkind: Schema\nmetdata: {name: order}\n" + reader) ==
        "a.yaml:3:1: error[DAC0200]: unknown field 'metdata' | did you mean 'metadata'?\n");
  // A Team cannot be.
  CHECK(findings_of("apiVersion: dac/v1\nkind: Team\nmetadata: {name: -order}\n" + reader) ==
        "a.yaml:3:18: error[DAC0207]: '-order' is no name for 'name' | a name has ASCII letters, digits, '_', '.' and "
        "'-', "
        "and starts with a letter, a digit or '_'\n"
        "a.yaml:8:24: error[DAC0230]: there is no schema/order | the project declares no schema\n");
}

}  // namespace
}  // namespace dac::schema::test
