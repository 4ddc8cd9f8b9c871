#include "providers/kafka/topics.h"

#include <doctest/doctest.h>
#include <set>
#include <string>

#include "providers/kafka/internal_topics.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::kafka {
namespace {

using providers::Action;
using providers::Operation;

Operation change(Action action, const char* before, const char* after) {
  return {.action = action,
          .key = {"topic", "orders"},
          .resource = "topic/orders",
          .identity = "id",
          .before = *parse_json(before),
          .after = *parse_json(after),
          .private_part = {}};
}

TEST_CASE("kafka topics: the calls of a change in words") {
  CHECK(describe_topic(change(Action::kCreate, "null", R"({"config": {"retention.ms": "1000"}})")) ==
        std::vector<std::string>{"CreateTopics orders: 1 partition, retention.ms=1000"});
  CHECK(describe_topic(change(Action::kCreate, "null", R"({"partitions": 12, "replicationFactor": 3})")) ==
        std::vector<std::string>{"CreateTopics orders: 12 partitions, 3 replicas"});
  CHECK(describe_topic(change(Action::kDelete, R"({"partitions": 1})", "null")) ==
        std::vector<std::string>{"DeleteTopics orders"});
  CHECK(describe_topic(change(Action::kUpdate, R"({"partitions": 1, "config": {"a": "1", "b": "2", "c": "3"}})",
                              R"({"partitions": 4, "config": {"a": "1", "b": "3", "c": null}})")) ==
        std::vector<std::string>{"CreatePartitions topic orders: 4",
                                 "IncrementalAlterConfigs topic orders: set b=3, delete c"});
}

TEST_CASE("kafka topics: entries that nobody set are not deleted") {
  CHECK(changed_config(change(Action::kUpdate, R"({"partitions": 1})", R"({"config": {"a": null}})")).empty());
}

TEST_CASE("kafka topics: a replication factor that differs is forbidden") {
  const auto notes = topic_risks(change(Action::kUpdate, R"({"replicationFactor": 2})", R"({"replicationFactor": 3})"));
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].code == codes::kReplicationFixed);
  CHECK(notes[0].risk == providers::Risk::kForbidden);
  CHECK(notes[0].path == "spec.replicationFactor");
  CHECK(topic_risks(change(Action::kUpdate, R"({"replicationFactor": 2})", R"({"partitions": 3})")).empty());
}

TEST_CASE("kafka topics: more replicas in sync than there are stops producers") {
  const auto notes = topic_risks(
      change(Action::kUpdate, R"({"replicationFactor": 2})", R"({"config": {"min.insync.replicas": "3"}})"));
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].risk == providers::Risk::kBreaking);
  CHECK(notes[0].message ==
        "min.insync.replicas becomes 3, but the topic has 2 replicas: no producer with acks=all can write any more");
  CHECK(
      topic_risks(change(Action::kUpdate, R"({"replicationFactor": 2})", R"({"config": {"min.insync.replicas": "2"}})"))
          .empty());
}

TEST_CASE("kafka topics: replicas in sync that are no longer said are the cluster's own") {
  Operation dropped = change(Action::kUpdate, R"({"replicationFactor": 2, "config": {"min.insync.replicas": "1"}})",
                             R"({"config": {"min.insync.replicas": null}})");
  CHECK(topic_risks(dropped).empty());
  dropped.fallbacks = *parse_json(R"({"min.insync.replicas": "2"})");
  CHECK(topic_risks(dropped).empty());
  dropped.fallbacks = *parse_json(R"({"min.insync.replicas": "3"})");
  REQUIRE(topic_risks(dropped).size() == 1);
  CHECK(topic_risks(dropped)[0].code == codes::kNeverInSync);
}

TEST_CASE("kafka topics: the systems' own topics are known") {
  for (const char* name : {"__consumer_offsets", "__transaction_state", "_schemas", "kafkasql-journal",
                           "mm2-status.west.internal", "counts-store-changelog", "app-KSTREAM-1-repartition"})
    CHECK(is_internal_topic(name));
  for (const char* name : {"orders", "_orders", "_schemas_of_mine", "_schemas-copy", "kafkasql-journal-2", "connect",
                           "changelog", "connect-offsets"})
    CHECK_FALSE(is_internal_topic(name));
}

TEST_CASE("kafka topics: a worker's topics are known by what they are, whatever their name") {
  const std::set<std::string, std::less<>> all = {"etl-configs", "etl-offsets", "etl-status", "order-status",
                                                  "my_connect.offsets"};
  for (const char* name : {"etl-configs", "etl-offsets", "etl-status", "my_connect.offsets", "connect-status"})
    CHECK(is_worker_topic(name, "compact", all));
  CHECK_FALSE(is_worker_topic("order-status", "compact", all));
  CHECK_FALSE(is_worker_topic("etl-configs", "delete", all));
  CHECK_FALSE(is_worker_topic("connect-orders", "compact", all));
  CHECK_FALSE(is_worker_topic("connectstatus", "compact", all));
  CHECK_FALSE(is_worker_topic("status", "compact", {"configs", "offsets", "status"}));
}

TEST_CASE("kafka topics: only what the cluster holds counts, in one spelling") {
  CHECK(
      to_json(topic_fields(*parse_json(
          R"({"partitions": 3, "value": {"schema": "order"}, "protect": true, "config": {"cleanup.policy": "delete, compact"}})"))) ==
      R"({"partitions": 3, "config": {"cleanup.policy": "compact,delete"}})");
}

}  // namespace
}  // namespace dac::kafka
