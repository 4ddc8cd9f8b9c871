#include <doctest/doctest.h>

#include "planner/live/snapshot.h"
#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using schema::Via;
using test::PlanWorld;

std::string text(const std::vector<Wanted>& wanted) {
  std::string out;
  for (const Wanted& item : wanted) {
    out += item.resource->id + " in " + item.target + ":";
    for (const providers::Object& object : item.objects) out += " " + object.key.kind + " " + object.key.name;
    out += "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("wanted is what steps can be made of, in every target that realises it") {
  PlanWorld world;
  test::Shelf other_shelf;
  world.project.targets.push_back({.name = "store", .provider = "memory", .kinds = {}, .config = {}, .origin = {}});
  world.targets["store"] = std::make_unique<test::MemoryProvider>(other_shelf);
  world.want("application/web", "{}");
  world.want("table/t", "{}").target = "store";
  world.want("team/web", "{}");
  world.want("topic/gone", "{}").excluded = true;
  world.want("topic/orders", R"({"name": "shop.orders"})");
  world.refer("application/web", Via::kReads, "table/t");
  world.refer("application/web", Via::kWrites, "topic/orders");
  world.refer("application/web", Via::kReads, "topic/gone");
  const auto wanted = wanted_of(world.project, world.targets);
  CHECK(text(wanted) ==
        "application/web in bus: application web\n"
        "application/web in store: application web\n"
        "table/t in store: table t\n"
        "topic/orders in bus: topic shop.orders\n");
  other_shelf.put({"table", "t"}, *parse_json(R"({"a": 1})"));
  const Snapshot snapshot = refresh(wanted, world.ledger, world.targets, world.context);
  CHECK(snapshot.targets.at("store").identity == "shelf-1");
  CHECK(snapshot.find("store", {"table", "t"})->presence == providers::Presence::kPresent);
  CHECK(snapshot.find("bus", {"topic", "shop.orders"})->presence == providers::Presence::kAbsent);
  CHECK(snapshot.find("bus", {"topic", "unheard"}) == nullptr);
  CHECK(snapshot.find("moon", {"topic", "x"}) == nullptr);
}

TEST_CASE("an entry is dropped where its own object declares it no more, not another of that name") {
  PlanWorld world;
  std::vector<std::string> dropped;
  world.provider->on_context = [&](const providers::Context& context) { dropped = context.dropped; };
  world.want("topic/orders", R"({"config": {"a": "1", "b": "2"}})");
  world.want("table/orders", R"({"config": {"c": "3"}})");
  world.settle();
  const auto refreshed = [&] {
    refresh(wanted_of(world.project, world.targets), world.ledger, world.targets, world.context);
    return dropped;
  };
  CHECK(refreshed().empty());
  world.want("topic/orders", R"({"config": {"a": "1"}})");
  CHECK(refreshed() == std::vector<std::string>{"b"});
  world.want("table/orders", R"({"config": {"a": "1", "b": "2"}})");
  CHECK(refreshed() == std::vector<std::string>{"b", "c"});
  world.unwant("topic/orders");
  CHECK(refreshed() == std::vector<std::string>{"c"});
}

}  // namespace dac::planner
