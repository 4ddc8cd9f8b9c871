#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "tests/unit/schema/load/project_text.h"

namespace dac::schema::test {
namespace {

constexpr const char* kOrders = "apiVersion: dac/v1\nkind: Topic\nmetadata: {name: orders, labels: {tier: gold}}\n";

std::string project(const std::string& spec) {
  return "apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\nspec:\n" + spec;
}

std::string findings_in(const std::string& dac, const std::string& resources, const ResolveOptions& options = {}) {
  const auto resolved = resolve_texts({{"dac.yaml", dac}, {"a.yaml", resources}}, options);
  return render(resolved.findings, *resolved.value.sources);
}

std::string spec_in(const std::string& dac, const std::string& resources, const std::string& id,
                    const ResolveOptions& options = {}) {
  const auto resolved = resolve_texts({{"dac.yaml", dac}, {"a.yaml", resources}}, options);
  CHECK(render(resolved.findings, *resolved.value.sources) == "");
  return to_json(resolved.value.find(id)->spec);
}

TEST_CASE("defaults lie under a resource's own spec, overrides on top, null removes") {
  const std::string dac = project(
      "  defaults:\n"
      "    - match: {kind: Topic}\n"
      "      spec: {partitions: 3, config: {cleanup.policy: delete, retention.ms: 1d, a: x}}\n"
      "    - match: {kind: Topic, name: 'ord*', labels: {tier: gold}}\n"
      "      spec: {partitions: 6, config: {a: null}}\n"
      "  environments:\n"
      "    dev:\n"
      "      targets: {platform: {provider: local}}\n"
      "      overrides:\n"
      "        - match: {kind: Topic, name: orders}\n"
      "          spec: {replicationFactor: 3, config: {retention.ms: null, min.insync.replicas: 2}}\n");
  CHECK(
      spec_in(dac, std::string(kOrders) + "spec: {config: {retention.ms: 7d, b: y}}\n", "topic/orders") ==
      R"({"partitions": 6, "replicationFactor": 3, "config": {"cleanup.policy": "delete", "b": "y", "min.insync.replicas": "2"}})");
  CHECK(
      spec_in(dac, kOrders, "topic/orders") ==
      R"({"partitions": 6, "replicationFactor": 3, "config": {"cleanup.policy": "delete", "min.insync.replicas": "2"}})");
}

TEST_CASE("a mistake in a default is found where it stands, once") {
  const std::string dac = project_file("  defaults:\n    - match: {kind: Topic}\n      spec: {partitions: x}\n");
  CHECK(findings_in(dac, std::string(kOrders) + "---\napiVersion: dac/v1\nkind: Topic\nmetadata: {name: b}\n") ==
        "dac.yaml:7:26: error[DAC0201]: expected a whole number for 'partitions', found 'x'\n");
}

TEST_CASE("a match that fits nothing is a warning") {
  const std::string dac =
      project_file("  defaults:\n    - match: {kind: Topic, name: 'x*'}\n      spec: {partitions: 1}\n");
  CHECK(findings_in(dac, kOrders) ==
        "dac.yaml:6:14: warning[DAC0227]: no Topic of the project fits this match | correct its name, labels or owner, "
        "or remove it\n");
}

TEST_CASE("variables: --var before the environment's value before the default; text, numbers and lists") {
  const std::string dac = project(
      "  variables:\n"
      "    retention: {type: duration, default: 7d}\n"
      "    count: {type: int, default: 3}\n"
      "    groups: {type: list, default: [a, b]}\n"
      "  environments:\n"
      "    dev: {targets: {platform: {provider: local}}, variables: {retention: 30d}}\n");
  const std::string topic =
      std::string(kOrders) +
      "spec: {name: '${env.name}.orders', partitions: '${var.count}', config: {retention.ms: '${var.retention}', x: "
      "'a$${b}$c'}}\n";
  CHECK(spec_in(dac, topic, "topic/orders") ==
        R"({"name": "dev.orders", "partitions": 3, "config": {"retention.ms": "2592000000", "x": "a${b}$c"}})");
  ResolveOptions options;
  options.variables = {{"retention", "1h"}, {"count", "5"}};
  CHECK(spec_in(dac, topic, "topic/orders", options) ==
        R"({"name": "dev.orders", "partitions": 5, "config": {"retention.ms": "3600000", "x": "a${b}$c"}})");
  CHECK(spec_in(dac, "apiVersion: dac/v1\nkind: Team\nmetadata: {name: t}\nspec: {names: '${var.groups}'}\n",
                "team/t") == R"({"names": ["a", "b"]})");
}

TEST_CASE("what can be wrong with a variable") {
  const auto with = [](const std::string& value, const std::string& variables = "{n: {type: int}}") {
    return findings_in(project_file("  variables: " + variables + "\n"),
                       std::string(kOrders) + "spec: {name: " + value + "}\n");
  };
  CHECK(with("'${var.m}'") == "a.yaml:4:14: error[DAC0220]: no variable 'm' is declared | did you mean 'n'?\n");
  CHECK(with("'${var.n}'") ==
        "dac.yaml:5:15: error[DAC0221]: variable 'n' has no value in environment 'dev' | give it a default, a value "
        "under "
        "environments.dev.variables, or --var n=VALUE\n");
  CHECK(
      with("'${var.n}'", "{n: {type: int, default: 1e3}}") ==
      "dac.yaml:5:39: error[DAC0222]: expected a whole number for variable 'n', found '1e3' | its type is given under "
      "spec.variables of dac.yaml\n");
  CHECK(with("'${nope}'") ==
        "a.yaml:4:14: error[DAC0223]: '${nope}' is nothing that dac can fill in | there are ${var.NAME}, ${env.name} "
        "and ${secret.NAME}; "
        "'$${' writes '${'\n");
  CHECK(with("'a${var.n'") == "a.yaml:4:14: error[DAC0223]: '${' without '}' | '$${' writes '${'\n");
  CHECK(with("'a${var.n}'", "{n: {type: list, default: [x]}}") ==
        "a.yaml:4:14: error[DAC0223]: '${var.n}' is a list and cannot be part of a text | a list variable stands "
        "alone, where a list is "
        "expected\n");
  ResolveOptions options;
  options.variables = {{"nope", "1"}};
  CHECK(findings_in(project_file(), kOrders, options) ==
        "error[DAC0220]: --var nope: no such variable is declared | declare it under spec.variables of dac.yaml\n");
}

TEST_CASE("a secret is used only where it is listed, and stays a name") {
  const std::string use = "{platform: {provider: local, path: 'x-${secret.PATH_KEY}'}}";
  const auto with = [&](const std::string& secrets) {
    return project("  secrets: " + secrets + "\n  environments: {dev: {targets: " + use + "}}\n");
  };
  const auto resolved = resolve_texts({{"dac.yaml", with("{PATH_KEY: {targets: [platform]}}")}, {"a.yaml", kOrders}});
  CHECK(render(resolved.findings, *resolved.value.sources) == "");
  CHECK(resolved.value.targets.at(0).config.get("path")->as_secret()->text == "x-${secret.PATH_KEY}");
  CHECK(findings_in(with("{PATH_KEY: {targets: [other]}}"), kOrders) ==
        "dac.yaml:6:68: error[DAC0224]: secret PATH_KEY may not be used by target 'platform' | list it under "
        "spec.secrets of dac.yaml: "
        "PATH_KEY: {targets: [platform]}\n");
  CHECK(findings_in(project_file(), std::string(kOrders) + "spec: {name: '${secret.X}'}\n") ==
        "a.yaml:4:14: error[DAC0225]: 'name' cannot hold a secret | a secret may stand in a password, a target's "
        "URL or a connector's configuration\n");
}

TEST_CASE("targets: the one that is named, else the only one that takes the kind") {
  const auto dac = [](const std::string& targets) {
    return project("  environments: {dev: {targets: " + targets + "}}\n");
  };
  const std::string table =
      "apiVersion: dac/v1\nkind: Table\nmetadata: {name: t}\nspec: {columns: [{name: a, type: string}]}\n";
  CHECK(findings_in(dac("{a: {provider: local}, b: {provider: store, url: u}}"), table) ==
        "a.yaml:1:1: error[DAC0236]: 2 targets of environment 'dev' take a Table: a, b | name one in spec.target, or "
        "give the targets "
        "different kinds\n");
  CHECK(findings_in(dac("{a: {provider: local}, b: {provider: store, url: u, kinds: []}}"), table) == "");
  CHECK(findings_in(dac("{b: {provider: store, url: u}}"), kOrders) ==
        "a.yaml:1:1: error[DAC0235]: no target of environment 'dev' takes a Topic | its targets are b; dac providers "
        "lists what each can hold\n");
  CHECK(findings_in(dac("{a: {provider: local}, b: {provider: store, url: u}}"),
                    std::string(kOrders) + "spec: {target: b}\n") ==
        "a.yaml:4:16: error[DAC0238]: target 'b' cannot hold a Topic: provider 'store' does not serve it | it serves "
        "Table, Endpoint\n");
  CHECK(findings_in(dac("{a: {provider: local}}"), std::string(kOrders) + "spec: {target: aa}\n") ==
        "a.yaml:4:16: error[DAC0237]: environment 'dev' has no target 'aa' | did you mean 'a'?\n");
  CHECK(findings_in(dac("{a: {provider: locl}}"), kOrders) ==
        "dac.yaml:5:48: error[DAC0239]: there is no provider 'locl' | dac providers lists those that there are\n");
  CHECK(findings_in(dac("{b: {provider: store}}"), table) ==
        "dac.yaml:5:34: error[DAC0202]: 'url' is missing | the server\n");
}

TEST_CASE("the project file itself") {
  CHECK(findings_in("apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\n", kOrders) ==
        "dac.yaml:1:1: error[DAC0202]: 'environments' is missing | the environments, by name\n");
  CHECK(
      findings_in(project("  enviroments: {}\n  environments: {dev: {targets: {p: {provider: local}}}}\n"), kOrders) ==
      "dac.yaml:5:3: error[DAC0200]: unknown field 'enviroments' | did you mean 'environments'?\n");
  CHECK(findings_in(project("  defaultEnvironment: prd\n  environments: {dev: {targets: {p: {provider: local}}}}\n"),
                    kOrders) == "dac.yaml:5:23: error[DAC0226]: no environment 'prd' | there are dev\n");
  ResolveOptions options;
  options.environment = "prod";
  CHECK(findings_in(project_file(), kOrders, options) ==
        "error[DAC0226]: there is no environment 'prod' | there are dev\n");
  CHECK(
      findings_in(project_file("  restrict: [{kinds: [Topic], paths: ['platform/**']}]\n"), kOrders) ==
      "a.yaml:1:1: error[DAC0219]: a Topic may not be declared in this file | dac.yaml restricts it to platform/**\n");
}

TEST_CASE("a kind that no provider serves is checked, with a warning") {
  ResolveOptions options;
  options.served_kinds = {"Topic", "Schema", "Table", "Pipeline", "Endpoint"};
  CHECK(
      findings_in(project_file(),
                  "apiVersion: dac/v1\nkind: Acl\nmetadata: {name: a}\nspec: {principal: alice, "
                  "resourceType: topic, resourceName: orders, operations: [Read]}\n",
                  options) ==
      "a.yaml:1:1: warning[DAC0260]: no provider of this dac serves an Acl: acl/a is checked, never planned | exclude "
      "it "
      "from the environment: exclude: [{kind: Acl, name: a}]\n"
      "a.yaml:4:19: error[DAC0262]: expected TYPE:NAME, found 'alice' | write User:alice\n"
      "a.yaml:4:82: error[DAC0206]: expected one of ALL, READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, CLUSTER_ACTION, "
      "DESCRIBE_CONFIGS, ALTER_CONFIGS, IDEMPOTENT_WRITE, CREATE_TOKENS, DESCRIBE_TOKENS for 'operations', found "
      "'Read' | "
      "did you mean 'READ'?\n");
  const auto user = [](const std::string& password) {
    return "apiVersion: dac/v1\nkind: User\nmetadata: {name: a}\nspec: {mechanism: SCRAM-SHA-256, iterations: 4096, "
           "password: " +
           password + "}\n";
  };
  const std::string with = project(
      "  secrets: {P: {kinds: [User]}}\n  environments: {dev: {targets: {p: {provider: local}}, "
      "exclude: [{kind: User}]}}\n");
  CHECK(findings_in(with, user("'${secret.P}'"), options) == "");
  CHECK(findings_in(with, user("horse"), options) ==
        "a.yaml:4:62: error[DAC0261]: the password stands in the file | write ${secret.NAME}, list NAME under "
        "spec.secrets of "
        "dac.yaml, and set DAC_SECRET_NAME where dac runs\n");
}

TEST_CASE("what quotas, connectors, policies, approvals and teams cannot say") {
  const std::string all = project(
      "  environments: {dev: {targets: {p: {provider: local}}, exclude: [{kind: Quota}, {kind: "
      "Connector}]}}\n");
  CHECK(
      findings_in(all,
                  "apiVersion: dac/v1\nkind: Quota\nmetadata: {name: q}\nspec: {}\n---\napiVersion: dac/v1\nkind: "
                  "Connector\nmetadata: {name: c}\nspec: {class: x, config: {tasks.max: 2}}\n") ==
      "a.yaml:1:1: error[DAC0202]: 'user' and 'clientId' are both missing | a quota is for a user, a client id, or a "
      "user's "
      "client id\n"
      "a.yaml:1:1: error[DAC0202]: the quota limits nothing | give at least one of producerByteRate, consumerByteRate, "
      "requestPercentage, controllerMutationRate\n"
      "a.yaml:9:38: error[DAC0209]: 'tasks.max' is a field of its own: spec.tasksMax | move it out of config: "
      "tasksMax: ...\n");
  CHECK(findings_in(
            project_file(),
            "apiVersion: dac/v1\nkind: Policy\nmetadata: {name: p}\nspec: {environments: [prd], query: DELETE FROM x}\n"
            "---\napiVersion: dac/v1\nkind: Approval\nmetadata: {name: a}\nspec: {change: delete topic/t@3f9c2a1b, "
            "environment: devv}\n---\napiVersion: dac/v1\nkind: Team\nmetadata: {name: t}\nspec: {limits: {topcis: "
            "3}}\n") ==
        "a.yaml:4:23: error[DAC0226]: there is no environment 'prd' | there are dev\n"
        "a.yaml:4:36: error[DAC0504]: expected a query, found 'DELETE' | write one query (SELECT, WITH, FROM, VALUES, "
        "PIVOT, "
        "UNPIVOT) or one INSERT of a query\n"
        "a.yaml:9:54: error[DAC0226]: there is no environment 'devv' | did you mean 'dev'?\n"
        "a.yaml:14:25: error[DAC0200]: 'topcis' is nothing that a team has | did you mean 'topics'?\n");
}

TEST_CASE("a secret that is listed for other owners") {
  const std::string dac = project(
      "  secrets: {P: {kinds: [User], owners: [sales]}}\n  environments: {dev: {targets: {p: {provider: local}}, "
      "exclude: "
      "[{kind: User}]}}\n");
  const auto user = [](const std::string& owner) {
    return "apiVersion: dac/v1\nkind: User\nmetadata: {name: a, owner: " + owner +
           "}\nspec: {mechanism: SCRAM-SHA-256, password: '${secret.P}'}\n---\n"
           "apiVersion: dac/v1\nkind: Team\nmetadata: {name: sales}\n---\n"
           "apiVersion: dac/v1\nkind: Team\nmetadata: {name: web}\n";
  };
  CHECK(findings_in(dac, user("sales")) == "");
  CHECK(
      findings_in(dac, user("web")) ==
      "a.yaml:4:44: error[DAC0224]: secret P may not be used by user/a | dac.yaml lists it for owners sales; add 'web' "
      "there if that is meant\n");
  CHECK(findings_in(dac, user("sale")) ==
        "a.yaml:3:28: error[DAC0251]: owner 'sale' of user/a is no Team | did you mean 'sales'?\n");
}

}  // namespace
}  // namespace dac::schema::test
