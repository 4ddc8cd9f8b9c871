#include "planner/plan/hide.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

constexpr const char* kSpec = R"({"class": "Sink", "config": {"file": "/x", "url": "canary-1"}})";

std::string told(const Plan& plan) { return to_json(plan_to_value(plan, Sources())); }

TEST_CASE("hide: entries of a connector are told only where its class says that they are public") {
  test::PlanWorld world;
  world.provider->public_names = {"file"};
  world.want("connector/c", kSpec);
  const Plan made = world.plan();
  CHECK(test::PlanWorld::changes(made).find("/x") != std::string::npos);
  CHECK(told(made).find("canary") == std::string::npos);
  CHECK(told(made).find(R"({"hidden": true})") != std::string::npos);
  // What is done and kept is the whole of it.
  world.apply(made);
  CHECK(world.live("connector", "c").get("config")->get_string("url") == "canary-1");
  CHECK(world.plan().steps.empty());
}

TEST_CASE("hide: what someone else changed is not told either, nor what an undo would bring back") {
  test::PlanWorld world;
  world.provider->public_names = {"file"};
  world.want("connector/c", kSpec);
  world.settle();
  world.live("connector", "c").as_map()->find("config")->as_map()->set("url", "canary-2");
  world.live("connector", "c").as_map()->find("config")->as_map()->set("theirs", "canary-3");
  const Plan plan = world.plan();
  REQUIRE(plan.steps.size() == 1);
  CHECK(plan.steps[0].undo == "set url to what it was");
  CHECK(plan.drift.size() == 2);
  CHECK(told(plan).find("canary") == std::string::npos);
  // Two changes that look the same are not the same change.
  const std::string approve = plan.steps[0].approve;
  world.live("connector", "c").as_map()->find("config")->as_map()->set("url", "canary-4");
  CHECK(world.plan().steps[0].approve != approve);
}

TEST_CASE("hide: an object that went away, and a plan without a network") {
  test::PlanWorld world;
  world.provider->public_names = {"file"};
  world.want("connector/c", kSpec);
  world.settle();
  CHECK(told(world.offline_plan()).find("canary") == std::string::npos);
  world.shelf.objects.clear();
  CHECK(told(world.plan()).find("canary") == std::string::npos);
  world.want("connector/c", R"({"class": "Sink", "config": {"file": "/y"}})");
  const std::string offline = told(world.offline_plan());
  CHECK(offline.find("/y") == std::string::npos);
  CHECK(offline.find("canary") == std::string::npos);
  world.unwant("connector/c");
  CHECK(told(world.plan({}, true)).find("canary") == std::string::npos);
}

}  // namespace
}  // namespace dac::planner
