#include "schema/diag/codes/provider.h"

#include <doctest/doctest.h>

#include "tests/unit/providers/local/platform.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::OutcomeKind;
using providers::Presence;

constexpr std::string_view kOrder =
    R"j({"format": "avro", "schema": "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"city\",\"type\":\"string\"}]}"})j";

TEST_CASE("nothing is made by looking") {
  Platform platform;
  platform.add("topic", "orders", R"j({"partitions": 3})j");
  CHECK(platform.live("topic/orders").presence == Presence::kAbsent);
  CHECK_EQ(platform.provider->identity(platform.context).value(), "");
  const auto nothing = [](const providers::Live& live) { FAIL("listed " << live.key.name); };
  CHECK(platform.provider->list("topic", nothing, platform.context)->complete);
  CHECK(platform.provider->preview(std::vector{platform.operation("topic/orders")}, platform.context).empty());
  CHECK(!os::exists(platform.folder));
}

TEST_CASE("a topic is made, changed, seen to drift and deleted") {
  Platform platform;
  platform.add(
      "topic", "or.ders-x",
      R"j({"partitions": 3, "config": {"retention.ms": "1000", "cleanup.policy": "delete"}, "protect": true})j");
  CHECK_EQ(platform.make("topic/or.ders-x"), "");
  const providers::Live made = platform.live("topic/or.ders-x");
  CHECK_EQ(
      to_json(made.fields),
      R"j({"partitions": 3, "config": {"retention.ms": "1000", "cleanup.policy": "delete"}, "subjectStrategy": "topic"})j");
  CHECK_EQ(made.identity.size(), 32);
  CHECK_EQ(platform.provider->identity(platform.context)->size(), 32);

  providers::Operation change = platform.operation("topic/or.ders-x");
  change.after = json(R"j({"partitions": 4, "config": {"retention.ms": "2000", "cleanup.policy": null}})j");
  CHECK_EQ(
      platform.provider->describe(change),
      std::vector<std::string>{
          R"j(ALTER topic "or.ders-x": partitions = 4, config.retention.ms = "2000", config.cleanup.policy to its default)j"});
  REQUIRE(platform.apply({change}).front().kind == OutcomeKind::kDone);
  const providers::Live changed = platform.live("topic/or.ders-x");
  CHECK_EQ(to_json(changed.fields),
           R"j({"partitions": 4, "config": {"retention.ms": "2000"}, "subjectStrategy": "topic"})j");
  CHECK_EQ(changed.identity, made.identity);

  CHECK_EQ(platform.make("topic/or.ders-x"), "topic 'or.ders-x' has 4 partitions and cannot shrink to 3");

  platform.sql(R"j(UPDATE dac.objects SET fields = '{"partitions": 9}' WHERE name = 'or.ders-x')j");
  CHECK_EQ(to_json(platform.live("topic/or.ders-x").fields), R"j({"partitions": 9})j");

  REQUIRE(platform.apply({platform.removal("topic/or.ders-x")}).front().kind == OutcomeKind::kDone);
  CHECK(platform.live("topic/or.ders-x").presence == Presence::kAbsent);
}

TEST_CASE("an object made again by someone else is not touched") {
  Platform platform;
  platform.add("topic", "orders", "{}");
  REQUIRE_EQ(platform.make("topic/orders"), "");
  const providers::Operation late = platform.removal("topic/orders");
  platform.sql("UPDATE dac.objects SET id = 'another'");
  const providers::Outcome refused = platform.apply({late}).front();
  CHECK(refused.kind == OutcomeKind::kFailed);
  CHECK(refused.error.code == codes::kObjectChanged);
  CHECK_EQ(refused.error.message, "topic 'orders' was made again by someone else since it was read");
  CHECK(platform.live("topic/orders").presence == Presence::kPresent);
}

TEST_CASE("one failing operation does not take the others with it") {
  Platform platform;
  platform.add("topic", "a", "{}");
  platform.add("endpoint", "bad", R"j({"path": "/bad", "sql": "SELECT nosuch FROM range(3)"})j");
  platform.add("topic", "z", "{}");
  const auto outcomes = platform.apply(
      {platform.operation("topic/a"), platform.operation("endpoint/bad"), platform.operation("topic/z")});
  CHECK(outcomes[0].kind == OutcomeKind::kDone);
  CHECK(outcomes[1].kind == OutcomeKind::kFailed);
  CHECK(outcomes[1].error.message.starts_with("referenced column \"nosuch\" not found"));
  CHECK(outcomes[2].kind == OutcomeKind::kDone);
  CHECK(platform.live("topic/z").presence == Presence::kPresent);
  CHECK(platform.live("endpoint/bad").presence == Presence::kAbsent);
}

TEST_CASE("endpoints are prepared with typed parameters, over topics that have no event yet") {
  Platform platform;
  platform.add("schema", "order", kOrder);
  platform.add("topic", "or.ders", R"j({"value": {"schema": "order"}})j");
  platform.add("endpoint", "by_city",
               R"j({"path": "/by_city", "params": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}],
                   "sql": "SELECT id FROM \"or.ders\" WHERE city = :city AND id > :n -- why"})j");
  for (const char* id : {"schema/order", "topic/or.ders", "endpoint/by_city"}) CHECK_EQ(platform.make(id), "");
  CHECK_EQ(platform.live("endpoint/by_city").fields.get_string("sql"),
           "SELECT id FROM \"or.ders\" WHERE city = :city AND id > :n -- why");
  CHECK_EQ(platform.live("endpoint/by_city").fields.get_int("maxRows"), 10000);
  CHECK_EQ(platform.sql("SELECT count(*) FROM \"or.ders\""), "[0]\n");

  platform.add("endpoint", "by_city", R"j({"path": "/by_city", "sql": "SELECT amount FROM \"or.ders\""})j");
  CHECK(platform.make("endpoint/by_city").starts_with("referenced column \"amount\" not found"));
  platform.add("endpoint", "by_city", R"j({"path": "/by_city", "sql": "SELECT * FROM read_csv('/etc/passwd')"})j");
  CHECK(platform.make("endpoint/by_city") != "");
  REQUIRE(platform.apply({platform.removal("endpoint/by_city")}).front().kind == OutcomeKind::kDone);
  CHECK(platform.live("endpoint/by_city").presence == Presence::kAbsent);
}

TEST_CASE("relations go by their native names in SQL") {
  Platform platform;
  platform.add("topic", "orders", R"j({"name": "prod.orders", "value": {"schema": "order"}})j");
  platform.add("table", "revenue", R"j({"name": "public.revenue", "columns": [{"name": "city", "type": "string"}]})j");
  platform.add("table", "plain", R"j({"columns": [{"name": "city", "type": "string"}]})j");
  platform.add(
      "pipeline", "fill",
      R"j({"into": "table/revenue", "sql": "SELECT o.city FROM orders o JOIN public.revenue r ON o.city = r.city JOIN PLAIN USING (city)"})j");
  const Value fields = platform.object("pipeline/fill").fields;
  CHECK_EQ(
      fields.get_string("sql"),
      "SELECT o.city FROM \"prod.orders\" o JOIN public.revenue r ON o.city = r.city JOIN plain AS PLAIN USING (city)");
  CHECK_EQ(fields.get_string("into"), "table/public.revenue");
}

TEST_CASE("an application is a row") {
  Platform platform;
  platform.add("application", "billing",
               R"j({"reads": [{"resource": "topic/orders", "group": "billing"}], "principal": "User:billing"})j");
  CHECK_EQ(platform.make("application/billing"), "");
  CHECK_EQ(
      to_json(platform.live("application/billing").fields),
      R"j({"reads": [{"resource": "topic/orders", "group": "billing"}], "principal": "User:billing", "host": "*"})j");
}

TEST_CASE("SQL that the engine would refuse is known before anything is made") {
  Platform platform;
  platform.add("schema", "order", kOrder);
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  platform.add(
      "table", "per_city",
      R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}], "primaryKey": ["city"]})j");
  platform.add("pipeline", "good",
               R"j({"into": "table/per_city", "sql": "SELECT city, count(*) AS n FROM orders GROUP BY city"})j");
  platform.add(
      "pipeline", "slow",
      R"j({"into": "table/per_city", "sql": "SELECT city, count(DISTINCT id) AS n FROM orders GROUP BY city ORDER BY n LIMIT 3"})j");
  platform.add("endpoint", "bad", R"j({"path": "/bad", "sql": "SELECT amount FROM per_city"})j");
  std::vector<providers::Operation> operations;
  for (const char* id : {"endpoint/bad", "pipeline/slow", "table/per_city", "topic/orders", "schema/order"})
    operations.push_back(platform.operation(id));
  const Findings findings = platform.provider->preview(operations, platform.context);
  std::string found;
  for (const Finding& finding : findings.items())
    found += code_name(finding.code) + " " + finding.resource + ": " + finding.message.substr(0, 40) + "\n";
  CHECK_EQ(found,
           "DAC0856 pipeline/slow: recomputed over all events at every send\n"
           "DAC0801 endpoint/bad: referenced column \"amount\" not found in \n");
  CHECK(!os::exists(platform.folder));
}

TEST_CASE("a table made again is filled again") {
  Platform platform;
  platform.add("schema", "order", kOrder);
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  platform.add(
      "table", "per_city",
      R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}], "primaryKey": ["city"]})j");
  platform.add("pipeline", "count",
               R"j({"into": "table/per_city", "sql": "SELECT city, count(*) AS n FROM orders GROUP BY city"})j");
  for (const char* id : {"schema/order", "topic/orders", "table/per_city", "pipeline/count"})
    REQUIRE_EQ(platform.make(id), "");
  int sent = 0;
  const auto report = platform.provider->data_plane()->produce(
      *platform.project.find("topic/orders"), platform.project,
      [&]() -> std::optional<std::string> {
        if (++sent > 3) return std::nullopt;
        return R"j({"id": 1, "city": "Lyon"})j";
      },
      platform.context);
  REQUIRE_MESSAGE(report.has_value(), report.error().message);
  CHECK_EQ(platform.sql("SELECT * FROM per_city"), "[\"Lyon\", 3]\n");
  platform.sql("DROP TABLE per_city");
  REQUIRE_EQ(platform.make("table/per_city"), "");
  CHECK_EQ(platform.sql("SELECT * FROM per_city"), "[\"Lyon\", 3]\n");
}

TEST_CASE("ten thousand topics are made and read in no time") {
  Platform platform;
  constexpr int kCount = 10'000;
  std::vector<providers::Operation> operations;
  std::vector<providers::ObjectKey> keys;
  for (int i = 0; i < kCount; ++i) {
    const std::string name = "team-" + std::to_string(i % 50) + ".topic-" + std::to_string(i);
    keys.push_back({"topic", name});
    operations.push_back(
        {.action = Action::kCreate,
         .key = keys.back(),
         .resource = "topic/" + name,
         .identity = {},
         .before = {},
         .after = json(
             R"j({"partitions": 6, "config": {"retention.ms": "604800000", "cleanup.policy": "delete", "max.message.bytes": "1048576", "min.insync.replicas": "2"}})j"),
         .private_part = {}});
  }
  platform.provider = std::make_unique<LocalProvider>("platform", platform.folder);
  const long before_apply = os::usage().cpu_ms;
  for (std::size_t at = 0; at < operations.size(); at += 500)
    platform.provider->apply(
        std::span(operations).subspan(at, 500),
        [](std::size_t, providers::Outcome outcome) { CHECK(outcome.kind == OutcomeKind::kDone); }, platform.context);
  const long before_read = os::usage().cpu_ms;
  const auto live = platform.provider->read(keys, platform.context);
  const long after = os::usage().cpu_ms;
  MESSAGE("apply " << before_read - before_apply << " ms CPU, read " << after - before_read << " ms CPU");
  REQUIRE(live);
  REQUIRE_EQ(live->size(), keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    REQUIRE_EQ((*live)[i].key.name, keys[i].name);
    REQUIRE((*live)[i].presence == Presence::kPresent);
  }
  CHECK(after - before_read < 8000);  // unoptimised and with sanitizers; a release build takes a tenth
}

}  // namespace
}  // namespace dac::local
