#include "planner/import/propose.h"

#include <doctest/doctest.h>

#include "planner/import/layout.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

/// What is live on target "bus", by hand.
struct Estate {
  schema::Project project;
  Targets targets;
  std::vector<Orphan> live;

  Estate() {
    schema::Target& target = project.targets.emplace_back();
    target.name = "bus";
    target.provider = "kafka";
    target.kinds = {"Topic", "Acl", "User", "Schema"};
    target.all_kinds = false;
  }

  Orphan& add(const std::string& kind, const std::string& name, const std::string& fields) {
    Orphan& orphan = live.emplace_back();
    orphan.target = "bus";
    orphan.live.key = {kind, name};
    orphan.live.presence = providers::Presence::kPresent;
    orphan.live.fields = *parse_json(fields);
    return orphan;
  }

  void allow(const std::string& principal, const std::string& type, const std::string& name,
             const std::string& operations, const std::string& pattern = "literal") {
    for (const std::string_view operation : split(operations, ' ')) {
      Map right;
      right.set("principal", principal);
      right.set("resourceType", type);
      right.set("pattern", pattern);
      right.set("resourceName", name);
      right.set("operation", operation);
      right.set("permission", "allow");
      right.set("host", "*");
      Orphan& orphan = add("acl", principal + type + name + std::string(operation), "{}");
      orphan.live.fields = std::move(right);
    }
  }

  void read_by(const std::string& topic, const std::string& group) {
    for (Orphan& orphan : live)
      if (orphan.live.key.name == topic) {
        Map fact;
        fact.set("what", "consumer_group");
        fact.set("name", group);
        orphan.evidence.emplace_back(std::move(fact));
      }
  }

  Proposal propose(bool may_default = false) {
    Findings findings;
    return planner::propose({.project = project, .targets = targets, .live = live, .may_default = may_default},
                            findings);
  }

  std::string ids() {
    std::vector<std::string> all;
    for (const Draft& draft : propose().drafts) all.push_back(draft.id());
    return join(all, " ");
  }

  Draft draft(const std::string& id) {
    for (Draft& draft : propose().drafts)
      if (draft.id() == id) return draft;
    FAIL("there is no draft ", id);
    return {};
  }
};

TEST_CASE("import: names that no resource may have are changed, and unique whatever the case") {
  Estate estate;
  estate.add("topic", ".hidden", R"({"partitions": 1})");
  estate.add("topic", "a:b", R"({"partitions": 1})");
  estate.add("topic", "a/b", R"({"partitions": 1})");
  CHECK(estate.ids() == "topic/_.hidden topic/a_b topic/a_b-2");
  CHECK(to_json(estate.draft("topic/a_b-2").spec) == R"({"name": "a/b", "partitions": 1})");
}

TEST_CASE("import: of topics that differ in the case alone that with a schema stays") {
  Estate estate;
  estate.add("topic", "Orders", R"({"partitions": 1})");
  estate.add("topic", "orders", R"({"partitions": 3})");
  estate.add("subject", "orders-value", R"({"format": "avro", "schema": "\"string\""})");
  Findings findings;
  const Proposal proposal =
      propose({.project = estate.project, .targets = estate.targets, .live = estate.live}, findings);
  CHECK(proposal.drafts.size() == 2);
  REQUIRE(findings.items().size() == 1);
  CHECK(findings.items().front().resource == "topic/Orders");
  CHECK(findings.items().front().message ==
        "it is not taken over: it differs from 'orders' of target bus in the case alone");
}

TEST_CASE("import: what the system has by default and what it hides is left out") {
  Estate estate;
  Orphan& topic = estate.add(
      "topic", "orders",
      R"({"partitions": 6, "config": {"retention.ms": "604800000", "segment.bytes": "1073741824", "x": "y"}})");
  topic.live.defaults = {"segment.bytes"};
  topic.live.fields.as_map()->find("config")->as_map()->set("x", Hidden{});
  const Draft draft = estate.draft("topic/orders");
  CHECK(to_json(draft.spec) == R"({"partitions": 6, "config": {"retention.ms": "7d"}})");
  CHECK(join(draft.notes, "|") == "may hold secrets, so that they are not written here and stay as they are: x");
}

TEST_CASE("import: a topic names the schemas of its subjects, a schema those that it refers to") {
  Estate estate;
  estate.add("topic", "orders", R"({"partitions": 2})");
  estate.add("subject", "orders-value",
             R"({"format": "avro", "schema": "{}", "references": [{"name": "shop.Money", "schema": "mo:ney"}]})");
  estate.add("subject", "mo:ney", R"({"format": "avro", "schema": "{}"})");
  CHECK(to_json(estate.draft("topic/orders").spec) == R"({"partitions": 2, "value": {"schema": "orders-value"}})");
  const Draft schema = estate.draft("schema/orders-value");
  CHECK(to_json(schema.spec) == R"({"format": "avro", "references": [{"name": "shop.Money", "schema": "mo_ney"}]})");
  CHECK(join(schema.needs, " ") == "schema/mo_ney");
}

TEST_CASE("import: a target is named where another one takes the kind too") {
  Estate estate;
  estate.add("topic", "orders", R"({"partitions": 1})");
  CHECK(estate.draft("topic/orders").spec.find("target") == nullptr);
  estate.project.targets.push_back(estate.project.targets.front());
  estate.project.targets.back().name = "other";
  estate.add("topic", "orders", R"({"partitions": 2})").target = "other";
  CHECK(to_json(estate.draft("topic/orders").spec) == R"({"partitions": 1, "target": "bus"})");
  CHECK(to_json(estate.draft("topic/orders-2").spec) == R"({"name": "orders", "partitions": 2, "target": "other"})");
}

TEST_CASE("import: rights that are just an Application's become one, all others stay Acls") {
  Estate estate;
  estate.add("topic", "orders", R"({"partitions": 2})");
  estate.allow("User:billing", "topic", "orders", "READ DESCRIBE");
  estate.allow("User:billing", "group", "billing-", "READ", "prefixed");
  SUBCASE("all of them") {
    CHECK(estate.ids() == "application/billing topic/orders");
    CHECK(to_json(estate.draft("application/billing").spec) ==
          R"({"principal": "User:billing", "reads": [{"resource": "topic/orders", "group": "billing-*"}]})");
  }
  SUBCASE("one more") {
    estate.allow("User:billing", "topic", "orders", "ALTER");
    CHECK(estate.ids() == "acl/billing-topic-orders application/billing topic/orders");
    CHECK(to_json(*estate.draft("acl/billing-topic-orders").spec.find("operations")) == R"(["ALTER"])");
  }
  SUBCASE("another group, and no offsets that tell in which it reads") {
    estate.allow("User:billing", "group", "other", "READ");
    CHECK(estate.ids() ==
          "acl/billing-group-billing--prefix acl/billing-group-other acl/billing-topic-orders topic/orders");
  }
  SUBCASE("another group, and offsets") {
    estate.allow("User:billing", "group", "other", "READ");
    estate.read_by("orders", "billing-eu");
    CHECK(estate.ids() == "acl/billing-group-other application/billing topic/orders");
  }
  SUBCASE("everybody is no application") {
    estate.allow("User:*", "topic", "orders", "WRITE DESCRIBE");
    CHECK(estate.ids() == "acl/everybody-topic-orders application/billing topic/orders");
  }
}

TEST_CASE("import: a reader without rights is told at the topic, a connector is none") {
  Estate estate;
  estate.add("topic", "orders", R"({"partitions": 2})");
  estate.add("connector", "sink", R"({"class": "Sink"})");
  estate.read_by("orders", "fraud");
  estate.read_by("orders", "connect-sink");
  CHECK(join(estate.draft("topic/orders").notes, "|") ==
        "read by fraud; no right tells whose that is: an Application would");
}

TEST_CASE("import: what all have and half have alike goes to defaults") {
  Estate estate;
  for (const char* name : {"a", "b", "c"})
    estate.add(
        "topic", name,
        R"({"partitions": 6, "replicationFactor": 3, "config": {"cleanup.policy": "delete", "retention.ms": "1000"}})");
  estate.add("topic", "d", R"({"partitions": 1, "replicationFactor": 3, "config": {"cleanup.policy": "compact"}})");
  const Proposal proposal = estate.propose(true);
  CHECK(
      to_json(proposal.defaults) ==
      R"([{"match": {"kind": "Topic"}, "spec": {"partitions": 6, "replicationFactor": 3, "config": {"cleanup.policy": "delete"}}}])");
  CHECK(to_json(proposal.drafts.front().spec) == R"({"config": {"retention.ms": "1s"}})");
  CHECK(to_json(proposal.drafts.back().spec) == R"({"partitions": 1, "config": {"cleanup.policy": "compact"}})");
}

TEST_CASE("import: defaults stand before the environments, where there is a place for them") {
  const List defaults = {*parse_json(R"({"match": {"kind": "Topic"}, "spec": {"partitions": 6}})")};
  const std::string text = "apiVersion: dac/v1\nspec:\n  # mine\n  environments:\n    prod: {}\n";
  CHECK(takes_defaults(text));
  CHECK(with_defaults(text, defaults) ==
        "apiVersion: dac/v1\nspec:\n  # mine\n  defaults:\n    - match: {kind: Topic}\n      spec: {partitions: 6}\n  "
        "environments:\n    prod: {}\n");
  CHECK_FALSE(takes_defaults("spec: {environments: {prod: {}}}\n"));
  CHECK_FALSE(takes_defaults("spec:\n  defaults: []\n  environments: {}\n"));
}

}  // namespace
}  // namespace dac::planner
