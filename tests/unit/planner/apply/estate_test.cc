// What an estate of several targets and shared rights needs of the core, from plan to ledger and back.

#include <atomic>
#include <doctest/doctest.h>
#include <thread>

#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using schema::Via;
using test::MemoryProvider;
using test::PlanWorld;
using namespace std::chrono_literals;

/// An application is only rights, as Kafka has it: one for each entry of "rights".
void make_rights(MemoryProvider& provider) {
  provider.expand_as = [](const schema::Resource& resource) {
    std::vector<providers::Object> rights;
    if (resource.kind->lower != "application") return rights;
    for (const Value& right : *resource.spec.get("rights")->as_list())
      rights.push_back({{"acl", *right.as_string()}, Value(Map{}), true, false});
    return rights;
  };
}

/// A world with a real ledger and a second target, "registry".
struct Estate : PlanWorld {
  test::Shelf subjects;
  MemoryProvider* registry = nullptr;

  Estate() {
    project.ephemeral = true;
    subjects.id = "registry-1";
    project.targets.push_back({.name = "registry", .provider = "memory", .kinds = {}, .config = {}, .origin = {}});
    auto made = std::make_unique<MemoryProvider>(subjects);
    registry = made.get();
    targets["registry"] = std::move(made);
    open_ledger();
  }
};

std::string in_targets(const Plan& plan) {
  std::string text;
  for (const Step& step : plan.steps)
    text += step.id + " " + std::string(action_name(step.action)) + " " + step.resource + " in " + step.target + "\n";
  return text;
}

TEST_CASE("a right that two applications need is made once and goes with the last") {
  Estate estate;
  make_rights(*estate.provider);
  estate.want("topic/orders", "{}");
  for (const char* id : {"application/a", "application/b"}) {
    estate.want(id, R"({"rights": ["read orders", "describe orders"]})");
    estate.refer(id, Via::kReads, "topic/orders");
  }
  Report report = estate.execute(estate.plan());
  CHECK(report.failed == 0);
  CHECK(report.done == 3);
  CHECK(estate.shelf.log ==
        std::vector<std::string>{"create topic orders", "create acl read orders", "create acl describe orders"});
  CHECK(in_targets(estate.plan()).empty());
  estate.unwant("application/a");
  report = estate.execute(estate.plan());
  CHECK(report.done == 1);
  CHECK(estate.shelf.objects.contains({"acl", "read orders"}));
  estate.unwant("application/b");
  CHECK(in_targets(estate.plan()) == "s1 delete application/b in bus\n");
  report = estate.execute(estate.plan());
  CHECK(report.failed == 0);
  CHECK_FALSE(estate.shelf.objects.contains({"acl", "read orders"}));
  CHECK_FALSE(estate.shelf.objects.contains({"acl", "describe orders"}));
}

TEST_CASE("a right that was there before is used, never owned") {
  Estate estate;
  make_rights(*estate.provider);
  estate.shelf.put({"acl", "read orders"}, Map{});
  estate.want("topic/orders", "{}");
  estate.want("application/a", R"({"rights": ["read orders", "write orders"]})");
  estate.refer("application/a", Via::kReads, "topic/orders");
  const Plan plan = estate.plan();
  CHECK(PlanWorld::steps(plan) == "create topic/orders\ncreate application/a\n");
  CHECK(plan.steps.at(1).operations == std::vector<std::string>{"create acl write orders"});
  CHECK(estate.execute(plan).failed == 0);
  CHECK(in_targets(estate.plan()).empty());
  SUBCASE("it stays when the application goes") {
    estate.unwant("application/a");
    CHECK(estate.execute(estate.plan()).failed == 0);
    CHECK(estate.shelf.objects.contains({"acl", "read orders"}));
    CHECK_FALSE(estate.shelf.objects.contains({"acl", "write orders"}));
  }
  SUBCASE("it stays when it is no longer needed") {
    estate.want("application/a", R"({"rights": ["write orders"]})");
    CHECK(estate.execute(estate.plan()).failed == 0);
    CHECK(estate.shelf.objects.contains({"acl", "read orders"}));
    CHECK(in_targets(estate.plan()).empty());
  }
  SUBCASE("once its owner took it away it is made, and ours") {
    estate.shelf.objects.erase({"acl", "read orders"});
    CHECK(estate.execute(estate.plan()).done == 1);
    estate.unwant("application/a");
    CHECK(estate.execute(estate.plan()).failed == 0);
    CHECK_FALSE(estate.shelf.objects.contains({"acl", "read orders"}));
  }
  SUBCASE("an application that only uses rights is recorded, and forgotten") {
    estate.shelf.put({"acl", "x"}, Map{});
    estate.want("application/b", R"({"rights": ["x"]})");
    estate.refer("application/b", Via::kReads, "topic/orders");
    CHECK(PlanWorld::steps(estate.plan()) == "adopt application/b\n");
    CHECK(estate.execute(estate.plan()).done == 1);
    CHECK(in_targets(estate.plan()).empty());
    estate.unwant("application/b");
    CHECK(PlanWorld::steps(estate.plan()) == "forget application/b\n");
  }
}

TEST_CASE("a resource in two targets has a step in each, and what it needs elsewhere comes first") {
  Estate estate;
  estate.want("schema/order", R"({"schema": "x"})").target = "registry";
  estate.want("topic/orders", "{}");
  estate.want("table/sales", "{}").target = "registry";
  estate.want("application/web", "{}");
  estate.refer("topic/orders", Via::kSchema, "schema/order");
  estate.refer("application/web", Via::kReads, "topic/orders");
  estate.refer("application/web", Via::kReads, "table/sales");
  const Plan plan = estate.plan();
  CHECK(in_targets(plan) ==
        "s1 create schema/order in registry\n"
        "s2 create table/sales in registry\n"
        "s3 create topic/orders in bus\n"
        "s4 create application/web in bus\n"
        "s5 create application/web in registry\n");
  CHECK(plan.steps.at(2).after == std::vector<std::string>{"s1"});
  CHECK(plan.steps.at(3).after == std::vector<std::string>{"s2", "s3"});
  CHECK(plan.steps.at(4).after == std::vector<std::string>{"s2", "s3"});
  const Report report = estate.execute(plan);
  CHECK(report.done == 5);
  CHECK(estate.ledger.identities.at("registry") == "registry-1");
  CHECK(estate.plan().steps.empty());
  estate.subjects.id = "registry-2";
  CHECK(PlanWorld::findings(estate.plan()).starts_with("error[DAC0308]"));
}

TEST_CASE("one bad topic among thousands fails alone") {
  Estate estate;
  constexpr int kTopics = 3000;
  for (int i = 0; i < kTopics; ++i) estate.want("topic/t" + std::to_string(i), R"({"partitions": 1})");
  estate.provider->refused = {"t1234"};
  const Plan plan = estate.plan();
  const Report report = estate.execute(plan);
  CHECK(report.done == kTopics - 1);
  CHECK(report.failed == 1);
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].first == "topic/t1234");
  CHECK(report.errors[0].second.message == "policy violation");
  CHECK(estate.provider->batches() == std::vector<std::size_t>(6, 500));
  estate.provider->refused.clear();
  CHECK(PlanWorld::steps(estate.plan()) == "create topic/t1234\n");
}

TEST_CASE("what is not visible at once is waited for, and said") {
  Estate estate;
  estate.provider->stale_reads = 2;
  estate.provider->is_waited_for(10s);
  std::vector<std::string> said;
  estate.context.progress = [&](std::string_view text) { said.emplace_back(text); };
  estate.want("topic/a", R"({"partitions": 1})");
  estate.want("topic/b", R"({"partitions": 1})");
  CHECK(estate.execute(estate.plan()).failed == 0);
  CHECK(said == std::vector<std::string>{"0 of 2 changes visible", "0 of 2 changes visible"});
  estate.provider->stale_reads = 1000;
  estate.provider->is_waited_for(30ms);
  estate.want("topic/c", R"({"partitions": 1})");
  const Report report = estate.execute(estate.plan());
  REQUIRE(report.errors.size() == 1);
  CHECK(report.errors[0].second.message == "topic c: the system said ok, but it is not there");
}

TEST_CASE("an entry that goes back to its default is waited for") {
  Estate estate;
  estate.want("topic/a", R"({"config": {"retention.ms": "5"}})");
  CHECK(estate.execute(estate.plan()).failed == 0);
  estate.want("topic/a", "{}");
  estate.provider->stale_reads = 1;
  estate.provider->is_waited_for(10s);
  CHECK(PlanWorld::changes(estate.plan()) == "spec.config[\"retention.ms\"]: \"5\" -> nothing (file)\n");
  CHECK(estate.execute(estate.plan()).failed == 0);
  CHECK(estate.shelf.log.back() == "update topic a");
  estate.provider->stale_reads = 0;
  CHECK(estate.plan().steps.empty());
}

TEST_CASE("targets are read at the same time") {
  Estate estate;
  estate.want("topic/a", "{}");
  estate.want("schema/s", "{}").target = "registry";
  std::atomic<int> reading = 0;
  std::atomic<bool> met = false;
  const auto wait_for_other = [&] {
    ++reading;
    for (int i = 0; i < 2000 && !met; ++i) {
      if (reading == 2) met = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  };
  estate.provider->on_read = wait_for_other;
  estate.registry->on_read = wait_for_other;
  CHECK(estate.plan().steps.size() == 2);
  CHECK(met);
}

TEST_CASE("a target that does not answer takes only its own steps away; the trace says which target was asked") {
  Estate estate;
  estate.want("topic/a", "{}");
  estate.want("schema/s", "{}").target = "registry";
  estate.registry->broken = "connection refused";
  std::vector<std::string> trace;
  estate.context.trace = [&](std::string_view line) { trace.emplace_back(line); };
  const Plan plan = estate.plan();
  CHECK(PlanWorld::steps(plan) == "create topic/a\n");
  REQUIRE(plan.unknown.size() == 1);
  CHECK(plan.unknown[0].target == "registry");
  CHECK(PlanWorld::findings(plan) == "error[DAC0306]: target registry does not answer: connection refused\n");
  CHECK(trace == std::vector<std::string>{"bus: read 1 objects"});
}

TEST_CASE("objects that a target cannot tell about are one finding") {
  Estate estate;
  for (const char* id : {"topic/a", "topic/b", "topic/c"}) estate.want(id, "{}");
  estate.provider->unknowns = {"a", "c"};
  const Plan plan = estate.plan();
  CHECK(PlanWorld::steps(plan) == "create topic/b\n");
  CHECK(PlanWorld::findings(plan) == "error[DAC0307]: target bus does not tell of topic a: not allowed; and 1 more\n");
  REQUIRE(plan.unknown.size() == 1);
}

TEST_CASE("only what is declared or owned of config is asked for, all under -v") {
  Estate estate;
  estate.want("topic/a", R"({"config": {"b": "1"}})");
  CHECK(estate.execute(estate.plan()).failed == 0);
  estate.want("topic/a", R"({"config": {"c": "1", "a": "2"}})");
  std::vector<std::optional<std::vector<std::string>>> asked;
  estate.provider->on_context = [&](const providers::Context& context) { asked.push_back(context.entries); };
  static_cast<void>(estate.plan());
  estate.context.all_entries = true;
  static_cast<void>(estate.plan());
  CHECK(asked == decltype(asked){std::vector<std::string>{"a", "b", "c"}, std::nullopt});
}

TEST_CASE("what only the ledger keeps is recorded by an apply that changes nothing live") {
  Estate estate;
  estate.want("topic/a", R"({"partitions": 3, "config": {"x": "1"}})", "shop");
  CHECK(estate.execute(estate.plan()).done == 1);
  const std::vector<std::string> log = estate.shelf.log;
  SUBCASE("another owner") {
    estate.want("topic/a", R"({"partitions": 3, "config": {"x": "1"}})", "web");
    const Plan plan = estate.plan();
    CHECK(plan.steps.empty());
    CHECK(estate.execute(plan).done == 0);
    CHECK(estate.ledger.owned.begin()->second.owner == "web");
  }
  SUBCASE("a released field") {
    estate.want("topic/a", R"({"config": {"x": "1"}})", "shop");
    CHECK(estate.execute(estate.plan()).failed == 0);
    CHECK(to_json(estate.ledger.owned.begin()->second.objects.at(0).applied) == R"({"config": {"x": "1"}})");
    estate.live("topic", "a").as_map()->set("partitions", 7);
    CHECK(estate.plan().drift.empty());
  }
  SUBCASE("another need") {
    estate.want("schema/s", "{}");
    estate.refer("topic/a", Via::kSchema, "schema/s");
    CHECK(estate.execute(estate.plan()).done == 1);
    CHECK(estate.ledger.owned.at({"topic/a", "bus"}).needs == std::vector<std::string>{"schema/s"});
  }
  CHECK_FALSE(estate.ledger.open.has_value());
  CHECK(estate.plan().steps.empty());
  CHECK(estate.plan().records.empty());
  CHECK(estate.shelf.objects.at({"topic", "a"}).identity == "id-1");
  static_cast<void>(log);
}

TEST_CASE("the old half of a renamed resource goes once the new one is there") {
  Estate estate;
  estate.want("topic/a", "{}");
  CHECK(estate.execute(estate.plan()).done == 1);
  estate.unwant("topic/a");
  estate.want("topic/z", "{}").renamed_from = "a";
  const Plan plan = estate.plan();
  CHECK(PlanWorld::steps(plan) == "create topic/z\ndelete topic/a\n");
  CHECK(plan.steps.at(1).after == std::vector<std::string>{"s1"});
  estate.provider->refused = {"z"};
  const Report report = estate.execute(plan);
  CHECK(report.failed == 1);
  CHECK(report.skipped == 1);
  CHECK(estate.shelf.objects.contains({"topic", "a"}));
}

TEST_CASE("keys that others set are told as not ours; what the system sets by itself is not") {
  Estate estate;
  estate.want("topic/a", R"({"config": {"x": "1"}})");
  estate.want("topic/b", "{}");
  CHECK(estate.execute(estate.plan()).done == 2);
  estate.live("topic", "a") = *parse_json(R"({"config": {"x": "1", "theirs": "2", "usual": "3"}})");
  estate.live("topic", "b") = *parse_json(R"({"config": {"more": "4"}})");
  estate.provider->defaults["a"] = {"usual"};
  const Plan plan = estate.plan();
  CHECK(plan.steps.empty());
  REQUIRE(plan.drift.size() == 2);
  CHECK(plan.drift[0].path == "spec.config[\"theirs\"]");
  CHECK_FALSE(plan.drift[0].owned);
  CHECK_FALSE(plan.drift[0].applied.has_value());
  CHECK(plan.drift[1].path == "spec.config[\"more\"]");
}

}  // namespace
}  // namespace dac::planner
