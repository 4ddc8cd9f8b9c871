#include "planner/diff/changes.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::PlanWorld;

}  // namespace

TEST_CASE("create, nothing, update, delete") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("topic/orders", R"({"partitions": 6})");
  CHECK(PlanWorld::steps(world.plan()) == "create topic/orders\n");
  world.settle();
  CHECK(world.plan().steps.empty());
  CHECK(world.plan().summary.unchanged == 1);
  world.want("topic/orders", R"({"partitions": 12})");
  CHECK(PlanWorld::changes(world.plan()) == "spec.partitions: 6 -> 12 (file)\n");
  world.settle();
  world.unwant("topic/orders");
  CHECK(PlanWorld::steps(world.plan()) == "delete topic/orders\n");
  CHECK(PlanWorld::changes(world.plan()) == "spec.partitions: 12 -> nothing (file)\n");
  world.settle();
  CHECK(world.shelf.objects.empty());
  CHECK(world.plan().steps.empty());
}

TEST_CASE("what exists is adopted, with the diff, and then is ours") {
  PlanWorld world;
  world.shelf.put({"topic", "orders"}, *parse_json(R"({"partitions": 6, "config": {"a": "1"}})"));
  world.want("topic/orders", R"({"partitions": 6})");
  CHECK(PlanWorld::steps(world.plan()) == "adopt topic/orders\n");
  CHECK(world.plan().steps[0].calls.empty());
  world.want("topic/orders", R"({"partitions": 12})");
  const Plan plan = world.plan();
  CHECK(PlanWorld::steps(plan) == "adopt topic/orders\n");
  CHECK(PlanWorld::changes(plan) == "spec.partitions: 6 -> 12 (adopt)\n");
  REQUIRE(plan.steps[0].calls.size() == 1);
  CHECK(plan.steps[0].calls[0].action == Action::kUpdate);
  world.apply(plan);
  CHECK(world.plan().steps.empty());
}

TEST_CASE("what drifted is listed and set back") {
  PlanWorld world;
  world.want("topic/orders", R"({"config": {"a": "1"}})");
  world.settle();
  *world.live("topic", "orders").as_map()->find("config")->as_map()->find("a") = Value("2");
  const Plan plan = world.plan();
  CHECK(PlanWorld::changes(plan) == "spec.config[\"a\"]: \"2\" -> \"1\" (drift)\n");
  REQUIRE(plan.drift.size() == 1);
  CHECK(plan.drift[0].path == "spec.config[\"a\"]");
  CHECK(to_json(*plan.drift[0].applied) == "\"1\"");
  CHECK(to_json(*plan.drift[0].live) == "\"2\"");
}

TEST_CASE("what vanished is made again, and drifted as a whole") {
  PlanWorld world;
  world.want("topic/orders", R"({"partitions": 6})");
  world.settle();
  world.shelf.objects.clear();
  const Plan plan = world.plan();
  CHECK(PlanWorld::steps(plan) == "create topic/orders\n");
  CHECK(PlanWorld::changes(plan) == "spec.partitions: nothing -> 6 (drift)\n");
  REQUIRE(plan.drift.size() == 1);
  CHECK(plan.drift[0].path == "spec");
  CHECK_FALSE(plan.drift[0].live.has_value());
}

TEST_CASE("what is gone live and gone from the files is forgotten") {
  PlanWorld world;
  world.want("topic/orders", "{}");
  world.settle();
  world.unwant("topic/orders");
  world.shelf.objects.clear();
  CHECK(PlanWorld::steps(world.plan()) == "forget topic/orders\n");
}

TEST_CASE("what someone else made again is not deleted, and is adopted where it is wanted") {
  PlanWorld world;
  world.want("topic/orders", "{}");
  world.settle();
  world.shelf.put({"topic", "orders"}, Value(Map{}));
  Plan plan = world.plan();
  CHECK(PlanWorld::steps(plan) == "adopt topic/orders\n");
  CHECK(PlanWorld::findings(plan) ==
        "warning[DAC0331] topic/orders: topic/orders in target bus was made again by someone else\n");
  world.unwant("topic/orders");
  plan = world.plan();
  CHECK(PlanWorld::steps(plan) == "forget topic/orders\n");
  CHECK(PlanWorld::findings(plan) ==
        "warning[DAC0331] topic/orders: topic/orders in target bus was made again by someone else: it is forgotten, "
        "not deleted\n");
}

TEST_CASE("what is no longer managed is forgotten, and must exist") {
  PlanWorld world;
  world.want("topic/orders", "{}");
  world.settle();
  world.want("topic/orders", "{}").managed = false;
  CHECK(PlanWorld::steps(world.plan()) == "forget topic/orders\n");
  world.settle();
  CHECK(world.plan().steps.empty());
  CHECK(world.plan().findings.empty());
  world.shelf.objects.clear();
  CHECK(PlanWorld::findings(world.plan()) ==
        "error[DAC0309] topic/orders: topic/orders is not managed here and is not there in target bus\n");
}

TEST_CASE("what is excluded stays as it is, with a warning") {
  PlanWorld world;
  world.want("topic/orders", R"({"partitions": 6})");
  world.settle();
  world.want("topic/orders", R"({"partitions": 12})").excluded = true;
  CHECK(world.plan().steps.empty());
  CHECK(PlanWorld::findings(world.plan()) ==
        "warning[DAC0310] topic/orders: topic/orders is excluded from prod and stays as it is in target bus\n");
}

TEST_CASE("what is owned in a target that is gone is left, with a warning") {
  PlanWorld world;
  world.want("topic/orders", "{}");
  world.settle();
  world.unwant("topic/orders");
  world.project.targets.clear();
  CHECK(world.plan().steps.empty());
  CHECK(PlanWorld::findings(world.plan()) ==
        "warning[DAC0311] topic/orders: topic/orders is owned in target bus, which the environment no longer has\n");
}

TEST_CASE("a target that does not answer gives no steps and no deletes") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("topic/a", "{}");
  world.want("topic/b", "{}");
  world.settle();
  world.unwant("topic/a");
  world.provider->broken = "connection refused";
  Plan plan = world.plan();
  CHECK(plan.steps.empty());
  REQUIRE(plan.unknown.size() == 1);
  CHECK(plan.unknown[0].target == "bus");
  CHECK(plan.unknown[0].why == "connection refused");
  CHECK(PlanWorld::findings(plan) == "error[DAC0306]: target bus does not answer: connection refused\n");
  world.provider->broken_help = "start it with docker compose up";
  plan = world.plan();
  CHECK(plan.findings.items().at(0).help == "start it with docker compose up");
  CHECK(plan.findings.items().at(0).notes.at(0).text ==
        "nothing is planned for it, and nothing is deleted anywhere, until it answers");
  world.provider->broken.clear();
  world.provider->unknowns = {"b"};
  plan = world.plan();
  CHECK(plan.steps.empty());
  CHECK(PlanWorld::findings(plan) == "error[DAC0307]: target bus does not tell of topic b: not allowed\n");
  world.provider->unknowns.clear();
  CHECK(PlanWorld::steps(world.plan()) == "delete topic/a\n");
}

TEST_CASE("another system behind the same target is left alone") {
  PlanWorld world;
  world.want("topic/a", "{}");
  world.ledger.identities["bus"] = "shelf-0";
  const Plan plan = world.plan();
  CHECK(plan.steps.empty());
  CHECK(PlanWorld::findings(plan) ==
        "error[DAC0308]: target bus is not the system that was applied to: it is another system: shelf-1 where the "
        "ledger has "
        "shelf-0\n");
}

TEST_CASE("an object that another resource wants or owns is not deleted") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.provider->expand_more = [](const schema::Resource& resource) {
    std::vector<providers::Object> more;
    if (const Value* acl = resource.spec.get("principal"))
      more.push_back({{"acl", *acl->as_string()}, Value(Map{}), true});
    return more;
  };
  world.want("topic/a", R"({"principal": "ann"})");
  world.want("topic/b", R"({"principal": "ann"})");
  // The second one adopts what the first one makes.
  world.apply(world.plan({"topic/a"}));
  CHECK(PlanWorld::steps(world.plan()) == "create topic/b\n");
  world.settle();
  world.unwant("topic/a");
  world.settle();
  CHECK(world.shelf.objects.contains({"acl", "ann"}));
  CHECK_FALSE(world.shelf.objects.contains({"topic", "a"}));
  world.want("topic/b", "{}");
  CHECK(PlanWorld::changes(world.plan()) == "acl[\"ann\"]: {} -> nothing (file)\n");
  world.settle();
  CHECK_FALSE(world.shelf.objects.contains({"acl", "ann"}));
  CHECK(world.plan().steps.empty());
}

TEST_CASE("a resource that takes over another's name takes over its object") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("topic/old", R"({"name": "orders"})");
  world.settle();
  world.unwant("topic/old");
  world.want("topic/new", R"({"name": "orders"})");
  CHECK(PlanWorld::steps(world.plan()) == "adopt topic/new\nforget topic/old\n");
  world.settle();
  CHECK(world.shelf.objects.size() == 1);
  CHECK(world.plan().steps.empty());
}

TEST_CASE("protection is a change of its own, and no call") {
  PlanWorld world;
  world.want("topic/orders", "{}");
  world.settle();
  CHECK(world.ledger.owned.begin()->second.is_protected);
  world.want("topic/orders", R"({"protect": false})");
  const Plan plan = world.plan();
  CHECK(PlanWorld::changes(plan) == "spec.protect: true -> false (file)\n");
  CHECK(plan.steps[0].calls.empty());
  CHECK(PlanWorld::findings(plan) ==
        "warning[DAC0336] topic/orders: topic/orders is no longer protected: from then on nobody is asked before it is "
        "deleted\n");
  world.apply(plan);
  CHECK(world.plan().steps.empty());
  world.unwant("topic/orders");
  CHECK(world.plan().summary.blocked == 0);
}

TEST_CASE("offline, what the ledger says is taken for live") {
  PlanWorld world;
  world.want("topic/a", R"({"partitions": 1})");
  world.settle();
  world.want("topic/a", R"({"partitions": 2})");
  world.want("topic/b", "{}");
  world.want("topic/c", "{}").managed = false;
  world.provider->broken = "no network";
  const Plan plan = world.offline_plan();
  CHECK(PlanWorld::steps(plan) == "update topic/a\ncreate topic/b\n");
  CHECK(plan.unknown.empty());
}

}  // namespace dac::planner
