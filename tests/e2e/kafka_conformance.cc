// The suite against a real Kafka broker: `kafka_conformance ADDRESS`. The broker is the test's own: every clause begins
// by deleting all topics, users and rights of it.

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <string>

#include "providers/kafka/kafka.h"
#include "tests/conformance/provider.h"
#include "tests/conformance/real_system.h"

namespace dac::test {
namespace {

RealSystem broker = {.provider = "kafka", .make_known = kafka::register_provider, .place = "bootstrapServers"};

Value topic(std::int64_t partitions, const char* retention) {
  Map config;
  config.set("cleanup.policy", "compact,delete");
  config.set("retention.ms", retention);
  Map fields;
  fields.set("partitions", partitions);
  fields.set("config", std::move(config));
  return fields;
}

ConformanceObject user(const std::string& name, const std::string& mechanism) {
  const auto fields = [&](std::int64_t iterations) {
    Map map;
    map.set("mechanism", mechanism);
    map.set("iterations", iterations);
    map.set("password", Secret{"${secret.PASSWORD}"});
    return Value(std::move(map));
  };
  return {{"user", name + " by " + mechanism}, "user/" + name, fields(4096), fields(5000)};
}

/// What an Acl or an Application is made of; it says all in its name, so there is nothing to change.
ConformanceObject right(const std::string& operation, const std::string& type, const std::string& pattern) {
  Map map;
  map.set("principal", "User:alice");
  map.set("resourceType", type);
  map.set("pattern", pattern);
  map.set("resourceName", "orders");
  map.set("operation", operation);
  map.set("permission", "allow");
  map.set("host", "*");
  const std::string name =
      "allow " + operation + " on " + type + " orders" + (pattern == "prefixed" ? "*" : "") + " for User:alice from *";
  return {{"acl", name}, "application/alice", std::move(map), {}};
}

TEST_CASE("kafka: conformance") {
  const int clauses = run_provider_conformance([] {
    delete_everything(broker);
    ConformanceSystem system;
    system.open = [] { return open(broker); };
    system.objects.push_back({{"topic", "orders"}, "topic/orders", topic(1, "86400000"), topic(3, "172800000")});
    system.objects.push_back({{"topic", "payments"}, "topic/payments", topic(2, "1000"), topic(2, "-1")});
    system.objects.push_back(user("alice", "SCRAM-SHA-256"));
    system.objects.push_back(user("alice", "SCRAM-SHA-512"));
    system.objects.push_back(right("READ", "topic", "literal"));
    system.objects.push_back(right("READ", "group", "prefixed"));
    system.objects.push_back(right("WRITE", "transactionalId", "literal"));
    system.context.secret = [](const Secret&) -> Result<std::string> { return std::string("alice-secret"); };
    return system;
  });
  delete_everything(broker);
  CHECK(clauses == 15);
}

/// All that a broker says of a topic is ten times what we ask it for.
TEST_CASE("kafka: only the entries that are asked for are read") {
  delete_everything(broker);
  const auto provider = open(broker);
  providers::Context context;
  const std::vector<providers::ObjectKey> keys = {{"topic", "orders"}};
  const std::vector<providers::Operation> create = {{.action = providers::Action::kCreate,
                                                     .key = keys.front(),
                                                     .resource = "topic/orders",
                                                     .identity = {},
                                                     .before = {},
                                                     .after = topic(1, "86400000"),
                                                     .private_part = {}}};
  provider->apply(
      create, [](std::size_t, const providers::Outcome&) {}, context);
  const auto entries_read = [&] {
    const auto read = provider->read(keys, context);
    REQUIRE(read.has_value());
    const Value* config = read->front().fields.get("config");
    return config == nullptr ? 0 : config->as_map()->size();
  };
  context.entries = {{"cleanup.policy", "retention.ms"}};
  CHECK(entries_read() == 2);
  context.entries = std::vector<std::string>();
  CHECK(entries_read() == 0);
  context.entries.reset();
  CHECK(entries_read() > 30);
  delete_everything(broker);
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  dac::test::broker.address = argv[1];
  doctest::Context context;
  return context.run();
}
