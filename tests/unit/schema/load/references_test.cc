#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "tests/unit/schema/load/project_text.h"

namespace dac::schema::test {
namespace {

std::string resource(const std::string& kind, const std::string& metadata, const std::string& spec) {
  return "apiVersion: dac/v1\nkind: " + kind + "\nmetadata: {" + metadata + "}\nspec:\n" + spec;
}

const std::string kSchema = resource("Schema", "name: order",
                                     "  format: avro\n  schema: '{\"type\": \"record\", \"name\": \"Order\", "
                                     "\"fields\": [{\"name\": \"id\", \"type\": \"string\"}, "
                                     "{\"name\": \"amount\", \"type\": \"long\"}]}'\n") +
                            "---\n";
const std::string kOrders =
    kSchema + resource("Topic", "name: orders", "  value: {schema: order}\n") + "---\n";  // 13 lines with the schema
const std::string kTotals =
    resource("Table", "name: totals", "  columns: [{name: id, type: string}, {name: amount, type: int64}]\n") +
    "---\n";  // 6 lines

std::string graph_of(const Parsed<Project>& resolved) {
  std::string out;
  for (const Reference& reference : resolved.value.references) {
    out += fmt::format("{} {} {} {}:{}", reference.from, via_name(reference.via), reference.to, reference.origin.line,
                       reference.origin.column);
    for (const std::string& column : reference.columns) out += " " + column;
    out += "\n";
  }
  return out;
}

TEST_CASE("who names whom, where, and which columns may be read") {
  const auto resolved = resolve_texts(
      {{"dac.yaml", project_file()},
       {"a.yaml",
        kOrders + kTotals +
            resource("Pipeline", "name: sums",
                     "  into: table/totals\n  sql: |\n    SELECT id, amount\n    FROM orders\n") +
            "---\n" + resource("Pipeline", "name: copy", "  sql: INSERT INTO totals SELECT * FROM Orders o\n") +
            "---\n" +
            resource("Endpoint", "name: top",
                     "  path: /top\n  params: [{name: n, type: int64}]\n  sql: SELECT amount FROM totals LIMIT :n\n") +
            "---\n" +
            resource("Application", "name: shop",
                     "  reads:\n    - {resource: topic/orders, fields: [id]}\n    - {resource: endpoint/top}\n  "
                     "writes: [topic/orders]\n")}});
  CHECK(render(resolved.findings, *resolved.value.sources) ==
        "a.yaml:24:9: warning[DAC0263]: pipeline/copy and pipeline/sums write table/totals | when one of them is "
        "computed anew, it empties the table of the other's rows; give each its own table, or write one pipeline with "
        "UNION ALL\n");
  CHECK(graph_of(resolved) ==
        "application/shop calls endpoint/top 49:18\n"
        "application/shop reads topic/orders 48:18 id\n"
        "application/shop writes topic/orders 50:12\n"
        "endpoint/top reads table/totals 41:27 amount\n"
        "pipeline/copy writes table/totals 33:20\n"
        "pipeline/copy reads topic/orders 33:41 *\n"
        "pipeline/sums writes table/totals 24:9\n"
        "pipeline/sums reads topic/orders 27:10 amount id\n"
        "topic/orders schema schema/order 12:19\n");
  CHECK(resolved.value.find("pipeline/copy")->spec.get_string("into") == "table/totals");
  CHECK(resolved.value.columns("topic/orders").size() == 2);
  CHECK(resolved.value.columns("table/totals").at(1).name == "amount");
  CHECK(resolved.value.columns("pipeline/copy").empty());
}

TEST_CASE("a reference to nothing is found at the very place") {
  CHECK(findings_of(kSchema + resource("Topic", "name: orders", "  value: {schema: ordr}\n")) ==
        "a.yaml:12:19: error[DAC0230]: there is no schema/ordr | did you mean 'order'?\n");
  CHECK(findings_of(kOrders + resource("Endpoint", "name: e",
                                       "  path: /e\n  sql: |\n    SELECT *\n    FROM (SELECT id FROM ordres) x\n")) ==
        "a.yaml:21:26: error[DAC0230]: there is no topic or table 'ordres' | did you mean 'orders'?\n");
  CHECK(findings_of(kTotals + resource("Pipeline", "name: p", "  into: topic/nope\n  sql: SELECT id FROM totals\n")) ==
        "a.yaml:11:9: error[DAC0230]: there is no topic/nope | the project declares no topic\n");
  CHECK(findings_of(resource("Application", "name: a", "  reads: [{resource: orders}]\n")) ==
        "a.yaml:5:22: error[DAC0201]: expected topic/NAME, table/NAME or endpoint/NAME for 'resource', found 'orders' "
        "| write topic/orders, "
        "table/orders or endpoint/orders\n");
  CHECK(findings_of(kOrders +
                    resource("Application", "name: a", "  reads: [{resource: topic/orders, fields: [idd]}]\n")) ==
        "a.yaml:18:45: error[DAC0246]: topic/orders has no field 'idd' | did you mean 'id'?\n");
}

TEST_CASE("what follows from a mistake is not reported again") {
  CHECK(findings_of("apiVersion: dac/v1\nkind: Schma\nmetadata: {name: order}\n---\n" +
                    resource("Topic", "name: orders", "  value: {schema: order}\n")) ==
        "a.yaml:2:7: error[DAC0212]: there is no kind 'Schma' | did you mean 'Schema'?\n");
  CHECK(findings_of(resource("Schema", "name: order", "  format: avr\n  schema: '{}'\n") + "---\n" +
                    resource("Topic", "name: orders", "  value: {schema: order}\n  key: {field: x}\n") + "---\n" +
                    resource("Endpoint", "name: e", "  path: /e\n  sql: SELECT x FROM orders\n")) ==
        "a.yaml:5:11: error[DAC0206]: expected one of avro, json, protobuf for 'format', found 'avr' | did you mean "
        "'avro'?\n");
  CHECK(findings_of(resource("Topic", "name: orders", "  value: {schma: order}\n") + "---\n" +
                    resource("Endpoint", "name: e", "  path: /e\n  sql: SELECT x FROM orders\n"))
            .find("DAC0232") == std::string::npos);
}

TEST_CASE("SQL: qualified names, names of no relation, names that fit two") {
  const std::string named =
      kSchema + resource("Topic", "name: orders", "  name: shop.orders\n  value: {schema: order}\n") + "---\n";
  const auto endpoint = [](const std::string& sql) {
    return resource("Endpoint", "name: e", "  path: /e\n  sql: " + sql + "\n");
  };
  CHECK(findings_of(named + endpoint("SELECT id FROM shop.orders")) == "");
  CHECK(findings_of(named + endpoint("SELECT id FROM other.orders")) == "");
  CHECK(findings_of(resource("Topic", "name: raw", "  partitions: 1\n") + "---\n" + endpoint("SELECT id FROM raw")) ==
        "a.yaml:12:23: error[DAC0232]: topic/raw has no value schema, so it has no columns | give the topic value: "
        "{schema: NAME}\n");
  const std::string dac =
      "apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\nspec:\n  environments:\n    dev: {ephemeral: true, "
      "targets: {a: {provider: "
      "local}, b: {provider: local, kinds: []}}}\n";
  const auto two = resolve_texts(
      {{"dac.yaml", dac},
       {"a.yaml", kOrders + resource("Table", "name: orders", "  target: b\n  columns: [{name: id, type: string}]\n") +
                      "---\n" + endpoint("SELECT id FROM orders")}});
  CHECK(render(two.findings, *two.value.sources) ==
        "a.yaml:26:23: error[DAC0233]: 'orders' fits table/orders of target 'b' and topic/orders of target 'a' | give "
        "one of them another "
        "name, or write the spec.name of the one that is meant\n");
}

TEST_CASE("SQL: parameters, forms and destinations") {
  CHECK(findings_of(resource("Endpoint", "name: e",
                             "  path: e\n  params: [{name: id, type: string}]\n  sql: SELECT :idd AS x\n")) ==
        "a.yaml:5:9: error[DAC0218]: path 'e' does not start with '/' | write /e\n"
        "a.yaml:6:19: warning[DAC0242]: parameter 'id' is not used by the SQL | write it there as :id, or remove it\n"
        "a.yaml:7:15: error[DAC0241]: parameter ':idd' is not declared | did you mean 'id'?\n");
  CHECK(findings_of(kTotals + resource("Pipeline", "name: p", "  sql: SELECT id FROM totals\n")) ==
        "a.yaml:7:1: error[DAC0243]: the pipeline's answer goes nowhere | give into: topic/NAME or table/NAME, or "
        "write INSERT INTO\n");
  CHECK(findings_of(kOrders + kTotals +
                    resource("Pipeline", "name: p",
                             "  into: topic/orders\n  sql: INSERT INTO totals SELECT 1 AS id, 2 AS amount\n")) ==
        "a.yaml:25:20: error[DAC0244]: the INSERT writes table/totals, 'into' names topic/orders | leave 'into' out, "
        "or name the same relation\n");
  CHECK(findings_of(resource("Endpoint", "name: e", "  path: /e\n")) ==
        "a.yaml:1:1: error[DAC0202]: 'sql' is missing | give sql, or sqlFile with a path\n");
  CHECK(findings_of(resource("Endpoint", "name: e", "  path: /e\n  sql: {flink: SELECT 1}\n")) ==
        "a.yaml:6:8: error[DAC0240]: no SQL for dialect 'duckdb' of target 'platform' | there is a text for flink\n");
  CHECK(findings_of(resource("Endpoint", "name: e", "  path: /e\n  sql: {duckdb: SELECT 1 AS a, flink: SELECT 2}\n")) ==
        "");
}

TEST_CASE("circles of pipelines and of schemas") {
  CHECK(findings_of(kOrders + kTotals +
                    resource("Pipeline", "name: a", "  into: table/totals\n  sql: SELECT * FROM orders\n") + "---\n" +
                    resource("Pipeline", "name: b", "  into: topic/orders\n  sql: SELECT * FROM totals\n")) ==
        "a.yaml:25:22: error[DAC0231]: pipelines feed each other in a circle: pipeline/a -> table/totals -> pipeline/b "
        "-> topic/orders -> "
        "pipeline/a | a pipeline may not read what comes of its own answer\n");
}

TEST_CASE("what must be unique") {
  const std::string topic = resource("Topic", "name: orders", "  partitions: 1\n") + "---\n";
  CHECK(findings_of(topic + topic) ==
        "a.yaml:7:1: error[DAC0214]: topic/orders is declared twice | give one of them another name, or remove it\n");
  CHECK(findings_of(topic + resource("Table", "name: Orders", "  columns: [{name: id, type: string}]\n")) ==
        "a.yaml:1:1: error[DAC0215]: topic/orders is called 'orders' in target 'platform', as table/Orders is | topics "
        "and tables of a target "
        "share their names, whatever the case; give one of them a spec.name\n");
  CHECK(findings_of(resource("Endpoint", "name: a", "  path: /e\n  sql: SELECT 1\n") + "---\n" +
                    resource("Endpoint", "name: b", "  path: /e\n  sql: SELECT 1\n")) ==
        "a.yaml:12:9: error[DAC0216]: path '/e' is served by endpoint/a already | give one of them another path\n");
}

TEST_CASE("an environment's exclude: needed is an error, an application's is left out") {
  const std::string dac =
      "apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\nspec:\n  environments:\n    dev:\n      ephemeral: "
      "true\n"
      "      targets: {platform: {provider: local}}\n      exclude: [{kind: Topic, name: orders}]\n";
  const std::string application =
      resource("Application", "name: a", "  reads: [{resource: topic/orders}]\n  writes: [topic/orders]\n");
  const auto resolved =
      resolve_texts({{"dac.yaml", dac},
                     {"a.yaml", kOrders + application + "---\n" +
                                    resource("Endpoint", "name: e", "  path: /e\n  sql: SELECT id FROM orders\n")}});
  CHECK(render(resolved.findings, *resolved.value.sources) ==
        "a.yaml:26:23: error[DAC0234]: endpoint/e needs topic/orders, which environment 'dev' excludes | exclude both, "
        "or none\n");
  CHECK(resolved.value.find("topic/orders")->excluded);
  CHECK(to_json(resolved.value.find("application/a")->spec) == R"({"reads": [], "writes": []})");
}

TEST_CASE("ownership: teams, their folders, names, limits, and consent to read") {
  const std::string team =
      resource("Team", "name: checkout", "  paths: ['a.yaml']\n  names: ['ord*']\n  limits: {partitions: 4}\n") +
      "---\n";
  CHECK(findings_of(team + resource("Topic", "name: orders", "  partitions: 2\n")) ==
        "a.yaml:9:1: error[DAC0250]: topic/orders has no owner | name a Team under metadata.owner\n");
  CHECK(findings_of(team + resource("Topic", "name: orders, owner: chekout", "  partitions: 2\n")) ==
        "a.yaml:11:33: error[DAC0251]: owner 'chekout' of topic/orders is no Team | did you mean 'checkout'?\n");
  CHECK(findings_of(team + resource("Topic", "name: sales, owner: checkout", "  partitions: 5\n")) ==
        "a.yaml:7:24: error[DAC0254]: team 'checkout' has 5 partitions, its limit is 4 | declare fewer, or raise the "
        "limit with "
        "those who set it\n"
        "a.yaml:9:1: error[DAC0253]: team 'checkout' may not use the name 'sales' | the team's names are ord*\n");
  const std::string dac =
      "apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\nspec:\n  environments: {dev: {targets: {p: "
      "{provider: local}}}}\n";
  const std::string rest = resource("Topic", "name: orders, owner: checkout", "  partitions: 2\n") + "---\n" +
                           resource("Team", "name: billing", "  paths: ['b.yaml']\n");
  const std::string reader =
      resource("Application", "name: billing, owner: billing", "  reads: [{resource: topic/orders}]\n");
  const std::string approval =
      resource("Approval", "name: ok", "  change: read topic/orders by application/billing\n  expires: 2026-11-30\n");
  const auto findings = [&](const std::string& a, const std::string& b, std::int64_t now_ms) {
    ResolveOptions options;
    options.now_ms = now_ms;
    const auto resolved = resolve_texts({{"dac.yaml", dac}, {"a.yaml", a}, {"b.yaml", b}}, options);
    return render(resolved.findings, *resolved.value.sources);
  };
  constexpr std::int64_t kNovember = 1'795'000'000'000;  // 2026-11-18
  const std::string refused =
      "b.yaml:5:22: error[DAC0255]: application/billing reads topic/orders of team 'checkout' without its consent | "
      "its "
      "owner consents by an Approval in a file of team 'checkout' with change: read topic/orders by "
      "application/billing; "
      "or opens topic/orders to all with access: open\n";
  CHECK(findings(team + rest, reader, kNovember) == refused);
  CHECK(findings(team + rest + "---\n" + approval, reader, kNovember) == "");
  CHECK(findings(team + rest, reader + "---\n" + approval, kNovember) == refused);
  CHECK(findings(team + rest + "---\n" + approval, reader, kNovember + 30LL * 86'400'000) ==
        "a.yaml:26:12: warning[DAC0256]: approval/ok expired on 2026-11-30 | remove it, or ask for a later date\n" +
            refused);
  CHECK(findings_of(resource("Approval", "name: x", "  change: delete topic/orders\n")) ==
        "a.yaml:5:11: error[DAC0257]: 'delete topic/orders' is no change | write it as the plan prints it (delete "
        "topic/orders@3f9c2a1b), or: read "
        "topic/orders by application/billing\n");
}

}  // namespace
}  // namespace dac::schema::test
