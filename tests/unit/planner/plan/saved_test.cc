#include <doctest/doctest.h>

#include "planner/plan/build.h"
#include "schema/base/text.h"
#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::PlanWorld;

struct Saved : PlanWorld {
  Saved() {
    want("schema/order", R"({"compatibility": "FULL"})");
    want("topic/orders", R"({"partitions": 6})");
    want("topic/other", R"({"partitions": 6})");
    refer("topic/orders", schema::Via::kSchema, "schema/order");
    settle();
    want("topic/orders", R"({"partitions": 12})");
    saved = *parse_saved_plan(save_plan(plan(), *project.sources));
  }
  /// "ok" and the steps, or the code and what moved.
  std::string match() {
    const auto matched = match_saved(saved, plan(), ledger);
    if (matched) return "ok " + steps(*matched);
    return code_name(matched.error().code) + " " + join(matched.error().context, "; ");
  }
  SavedPlan saved;
};

}  // namespace

TEST_CASE("a saved plan fits while nothing moves, and works once") {
  Saved world;
  CHECK(world.saved.project == "shop");
  CHECK(world.saved.environment == "prod");
  CHECK(world.saved.nonce == "n1");
  CHECK(world.saved.ledger_tip == "tip");
  CHECK(world.match() == "ok update topic/orders\n");
  world.ledger.used_plans.insert("n1");
  CHECK(world.match() == "DAC0724 ");
}

TEST_CASE("a saved plan is refused when what it changes moved") {
  Saved world;
  *world.live("topic", "orders").as_map()->find("partitions") = Value(7);
  CHECK(world.match() == "DAC0723 topic/orders in target bus: it, or what it depends on, changed");
  *world.live("topic", "orders").as_map()->find("partitions") = Value(12);
  CHECK(world.match() == "DAC0723 topic/orders in target bus: nothing is left to do");
  world.shelf.objects.erase({"topic", "orders"});
  CHECK(world.match() == "DAC0723 topic/orders in target bus: was update, now create");
}

TEST_CASE("a saved plan is refused when what it depends on moved, live or in the files") {
  Saved world;
  *world.live("schema", "order").as_map()->find("compatibility") = Value("NONE");
  CHECK(world.match() == "DAC0723 topic/orders in target bus: it, or what it depends on, changed");
  Saved again;
  again.want("schema/order", R"({"compatibility": "NONE"})");
  CHECK(again.match() == "DAC0723 topic/orders in target bus: it, or what it depends on, changed");
}

TEST_CASE("what moves elsewhere does not stop a saved plan") {
  Saved world;
  *world.live("topic", "other").as_map()->find("partitions") = Value(7);
  world.want("topic/new", "{}");
  world.live("topic", "orders").as_map()->set("unowned", Value(1));
  CHECK(world.match() == "ok update topic/orders\n");
}

TEST_CASE("the ids of the saved plan are kept") {
  Saved world;
  world.want("pipeline/first", "{}");
  const auto matched = match_saved(world.saved, world.plan(), world.ledger);
  REQUIRE(matched.has_value());
  CHECK(matched->steps.at(0).id == "s1");
  CHECK(matched->nonce == world.saved.nonce);
}

TEST_CASE("a plan of another project or environment is refused") {
  Saved world;
  world.project.environment = "staging";
  CHECK(world.match() == "DAC0722 ");
}

TEST_CASE("a plan file that is cut short, changed or newer is refused") {
  Saved world;
  const std::string text = save_plan(world.plan(), *world.project.sources);
  const auto code = [](std::string_view plan_text) {
    const auto parsed = parse_saved_plan(plan_text);
    return parsed ? "ok" : code_name(parsed.error().code);
  };
  CHECK(code(text) == "ok");
  for (std::size_t size = 0; size + 2 < text.size(); size += 7)
    CHECK(code(std::string_view(text).substr(0, size)) == "DAC0720");
  std::string changed = text;
  changed.replace(changed.find("prod"), 4, "test");
  CHECK(code(changed) == "DAC0720");
  CHECK(code(R"({"format_version": 2})") == "DAC0721");
  CHECK(code("[]") == "DAC0720");
}

TEST_CASE("what is said of a step that the saved plan does not have does not stop it") {
  Saved world;
  world.unwant("topic/other");
  Plan now = world.plan();
  CHECK(now.summary.blocked == 1);
  CHECK(now.findings.has_errors());
  const auto matched = match_saved(world.saved, std::move(now), world.ledger);
  REQUIRE(matched.has_value());
  CHECK(PlanWorld::steps(*matched) == "update topic/orders\n");
  CHECK(matched->summary.update == 1);
  CHECK(matched->summary.remove == 0);
  CHECK(matched->summary.blocked == 0);
  CHECK_FALSE(matched->findings.has_errors());
}

TEST_CASE("a saved adopt is refused where the object was made again") {
  PlanWorld world;
  world.want("topic/orders", R"({"partitions": 6})");
  world.shelf.put({"topic", "orders"}, *parse_json(R"({"partitions": 6})"));
  const Plan plan = world.plan();
  REQUIRE(PlanWorld::steps(plan) == "adopt topic/orders\n");
  const SavedPlan saved = *parse_saved_plan(save_plan(plan, *world.project.sources));
  CHECK(match_saved(saved, world.plan(), world.ledger).has_value());
  world.shelf.put({"topic", "orders"}, *parse_json(R"({"partitions": 6})"));
  CHECK_FALSE(match_saved(saved, world.plan(), world.ledger).has_value());
}

}  // namespace dac::planner
