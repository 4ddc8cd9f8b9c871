#include "schema/load/connector_topics.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

const std::vector<std::string_view> kTopics = {"orders",
                                               "payments",
                                               "shop",
                                               "shop.public.orders",
                                               "shop.public.customers",
                                               "shop.transaction",
                                               "__debezium-heartbeat.shop",
                                               "beats.shop",
                                               "shopping",
                                               "history"};
constexpr const char* kPostgres = "io.debezium.connector.postgresql.PostgresConnector";

std::string uses(const std::string& connector_class, const std::string& config) {
  Map spec;
  spec.set("class", connector_class);
  spec.set("config", *parse_json(config));
  std::vector<std::string> names;
  for (const TopicUse& use : topics_of_connector(Value(std::move(spec)), kTopics).uses)
    names.push_back(fmt::format("{} {}", use.via == Via::kReads ? "reads" : "writes", use.topic));
  return join(names, ", ");
}

TEST_CASE("connector topics: of sinks") {
  CHECK(uses("Sink", R"json({"topics": "orders, payments"})json") == "reads orders, reads payments");
  CHECK(uses("Sink", R"json({"topics.regex": "(orders|pay.*)", "errors.deadletterqueue.topic.name": "history"})json") ==
        "reads orders, reads payments, writes history");
}

TEST_CASE("connector topics: of sources") {
  CHECK(uses("FileStreamSource", R"json({"topic": "orders"})json") == "writes orders");
  CHECK(uses("io.example.JdbcSource", R"json({"topic.prefix": "shopp"})json") == "writes shopping");
}

TEST_CASE("connector topics: Debezium's names") {
  CHECK(uses(kPostgres, R"json({"topic.prefix": "shop"})json") ==
        "writes shop, writes shop.public.orders, writes shop.public.customers, writes shop.transaction, writes "
        "__debezium-heartbeat.shop");
  CHECK(uses(kPostgres, R"json({"topic.prefix": "shop", "table.include.list": "public\\.ord.*",
                            "topic.heartbeat.prefix": "beats", "schema.history.internal.kafka.topic": "history"})json") ==
        "writes history, writes shop, writes shop.public.orders, writes shop.transaction, writes beats.shop");
  CHECK(uses(kPostgres, R"json({"topic.prefix": "x", "table.include.list": "public.orders, public.payments",
    "transforms": "r", "transforms.r.type": "org.apache.kafka.connect.transforms.RegexRouter",
    "transforms.r.regex": "(.*)\\.(.*)\\.(.*)", "transforms.r.replacement": "$3"})json") ==
        "writes orders, writes payments");
}

TEST_CASE("connector topics: what is none") {
  Map spec;
  spec.set("class", "Sink");
  spec.set("config", *parse_json(R"json({"topics": "order", "topics.regex": "a("})json"));
  const ConnectorTopics found = topics_of_connector(Value(std::move(spec)), kTopics);
  CHECK(found.uses.empty());
  REQUIRE(found.unknown.size() == 1);
  CHECK(found.unknown[0].name == "order");
  CHECK(found.bad_patterns.size() == 1);
}

}  // namespace
}  // namespace dac::schema
