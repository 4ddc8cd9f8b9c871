#include "planner/rules/approvals.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::PlanWorld;

/// prod, with topic/orders owned, and gone from the files.
struct Gone : PlanWorld {
  explicit Gone(bool ephemeral = false) {
    project.ephemeral = ephemeral;
    want("schema/kept", "{}");
    want("topic/orders", R"({"partitions": 6})", "checkout");
    settle();
    unwant("topic/orders");
  }
  void approve(const std::string& change, const std::string& more = "") {
    want("approval/a", R"({"change": ")" + change + "\"" + more + "}");
  }
  [[nodiscard]] std::string change() { return plan().steps.at(0).approve; }
};

}  // namespace

TEST_CASE("a protected delete is blocked until an Approval names it, once") {
  Gone world;
  Plan plan = world.plan();
  REQUIRE(plan.steps.size() == 1);
  CHECK(plan.steps[0].approve.starts_with("delete topic/orders@"));
  CHECK(plan.steps[0].approve.size() == std::string("delete topic/orders@3f9c2a1b").size());
  CHECK(plan.steps[0].blocked_by == std::vector<std::string>{"protect"});
  CHECK(plan.summary.blocked == 1);
  CHECK(PlanWorld::findings(plan) ==
        "error[DAC0301] topic/orders: topic/orders is protected, and this deletes it\n"
        "warning[DAC0318] topic/orders: delete of topic/orders in target bus: its events go with it\n");
  CHECK(plan.findings.items()[0].help ==
        "if it is meant, add an Approval whose change is `" + plan.steps[0].approve + "` in a file of checkout");
  world.approve(plan.steps[0].approve);
  plan = world.plan();
  CHECK(plan.steps[0].blocked_by.empty());
  CHECK(plan.steps[0].uses_approval);
  world.apply(plan);
  // The same topic again, deleted again: the old consent does not fit.
  world.want("topic/orders", R"({"partitions": 6})", "checkout");
  world.settle();
  world.unwant("topic/orders");
  CHECK(world.plan().summary.blocked == 1);
}

TEST_CASE("a used consent never fits again, even for the very same change") {
  Gone world;
  const std::string change = world.change();
  world.approve(change);
  world.ledger.used_approvals.insert(change);
  const Plan plan = world.plan();
  CHECK(plan.summary.blocked == 1);
  CHECK(plan.steps[0].approve != change);
}

TEST_CASE("what the system keeps is deleted for good only where an Approval names the purge") {
  Gone world;
  world.provider->keep_deleted();
  Plan plan = world.plan();
  const std::string purge = plan.steps.at(0).purge;
  CHECK(purge.starts_with("purge topic/orders@"));
  CHECK(plan.steps[0].approve.starts_with("delete topic/orders@"));
  CHECK(plan.findings.items()[0].help == "if it is meant, add an Approval whose change is `" + plan.steps[0].approve +
                                             "` in a file of checkout; `" + purge + "` deletes it for good");
  const std::string soft = plan.steps[0].fingerprint;
  SUBCASE("an Approval of the delete keeps it") {
    world.approve(plan.steps[0].approve);
    plan = world.plan();
    CHECK(plan.steps[0].blocked_by.empty());
    CHECK_FALSE(plan.steps[0].calls.at(0).for_good);
    CHECK(plan.steps[0].fingerprint == soft);
  }
  SUBCASE("one of the purge does not, once") {
    world.approve(purge);
    plan = world.plan();
    CHECK(plan.steps[0].blocked_by.empty());
    CHECK(plan.steps[0].uses_approval);
    CHECK(plan.steps[0].approve == purge);
    CHECK(plan.steps[0].calls.at(0).for_good);
    CHECK(plan.steps[0].fingerprint != soft);
    world.ledger.used_approvals.insert(purge);
    plan = world.plan();
    CHECK(plan.summary.blocked == 1);
    CHECK_FALSE(plan.steps[0].calls.at(0).for_good);
  }
  SUBCASE("one for another change says so") {
    world.approve("purge topic/orders@00000000");
    plan = world.plan();
    REQUIRE(plan.findings.items()[0].notes.size() == 1);
    CHECK(plan.findings.items()[0].notes[0].text == "approval/a is for another change: purge topic/orders@00000000");
  }
}

TEST_CASE("a purge needs its Approval also where nothing is protected") {
  Gone world(true);
  world.provider->keep_deleted();
  const std::string purge = world.plan().steps.at(0).purge;
  CHECK_FALSE(world.plan().steps.at(0).calls.at(0).for_good);
  world.approve(purge);
  CHECK(world.plan().steps.at(0).calls.at(0).for_good);
}

TEST_CASE("a purge is nothing where the system keeps nothing") {
  Gone world;
  CHECK(world.plan().steps.at(0).purge.empty());
}

TEST_CASE("nothing is protected where all may be thrown away") {
  Gone world(true);
  CHECK(world.plan().summary.blocked == 0);
}

TEST_CASE("an environment that becomes one to throw away keeps its protection until that is applied") {
  Gone world;
  world.project.ephemeral = true;
  CHECK(world.plan().summary.blocked == 1);
}

TEST_CASE("an Approval for another change does not count") {
  Gone world;
  world.approve("delete topic/orders@00000000");
  const Plan plan = world.plan();
  CHECK(plan.summary.blocked == 1);
  REQUIRE(plan.findings.items()[0].notes.size() == 1);
  CHECK(plan.findings.items()[0].notes[0].text == "approval/a is for another change: delete topic/orders@00000000");
}

TEST_CASE("an Approval that is expired, for elsewhere or in another's file does not count, and says why") {
  Gone world;
  const std::string change = world.change();
  world.approve(change, R"(, "expires": "2026-11-22")");
  CHECK(world.plan().summary.blocked == 0);
  world.approve(change, R"(, "expires": "2026-11-21")");
  CHECK(PlanWorld::findings(world.plan())
            .find("warning[DAC0303] approval/a: approval/a does not count: it expired on 2026-11-21") !=
        std::string::npos);
  world.approve(change, R"(, "environment": "prod")");
  CHECK(world.plan().summary.blocked == 0);
  world.approve(change, R"(, "environment": "staging")");
  CHECK(PlanWorld::findings(world.plan()).find("approval/a does not count: it is for environment staging") !=
        std::string::npos);
  world.approve(change);
  world.want("team/checkout", R"({"paths": ["teams/checkout/**"]})");
  CHECK(PlanWorld::findings(world.plan()).find("approval/a does not count: it is in no file of checkout") !=
        std::string::npos);
  world.want("team/checkout", R"({"paths": ["*.yaml"]})");
  CHECK(world.plan().summary.blocked == 0);
}

TEST_CASE("a change that was approved must not be another one now") {
  Gone world;
  world.approve(world.change());
  CHECK(world.plan().summary.blocked == 0);
  *world.live("topic", "orders").as_map()->find("partitions") = Value(9);
  CHECK(world.plan().summary.blocked == 1);
}

TEST_CASE("data loss of a protected topic, and what comes after it, is blocked") {
  PlanWorld world;
  world.want("topic/orders", R"({"config": {"retention.ms": "1000"}})");
  world.want("pipeline/p", R"({"parallelism": 1})");
  world.refer("pipeline/p", schema::Via::kReads, "topic/orders");
  world.settle();
  world.want("topic/orders", R"({"config": {"retention.ms": "10"}})");
  world.want("pipeline/p", R"({"parallelism": 2})");
  const Plan plan = world.plan();
  CHECK(PlanWorld::steps(plan) == "update topic/orders\nupdate pipeline/p\n");
  CHECK(plan.steps[0].blocked_by == std::vector<std::string>{"protect"});
  CHECK(plan.steps[1].blocked_by == std::vector<std::string>{"s1"});
  CHECK(plan.summary.blocked == 2);
}

TEST_CASE("dropping state needs an Approval too") {
  PlanWorld world;
  world.want("pipeline/p", R"({"sql": "SELECT 1"})");
  world.settle();
  world.want("pipeline/p", R"({"sql": "SELECT 2"})");
  const Plan plan = world.plan();
  CHECK(plan.steps[0].blocked_by == std::vector<std::string>{"needs an approval: " + plan.steps[0].approve});
  CHECK(PlanWorld::findings(plan) ==
        "error[DAC0302] pipeline/p: this computes pipeline/p anew, which needs an approval here\n"
        "info[DAC0326] pipeline/p: sql of pipeline/p changed: its answer is computed anew\n");
  world.want("approval/a", R"({"change": ")" + plan.steps[0].approve + "\"}");
  CHECK(world.plan().summary.blocked == 0);
  world.project.ephemeral = true;
  world.unwant("approval/a");
  CHECK(world.plan().summary.blocked == 0);
}

TEST_CASE("consent is asked of who owns it by the ledger, and of who owns it by the files") {
  PlanWorld world;
  world.want("team/checkout", R"({"paths": ["teams/checkout/**"]})");
  world.want("team/web", R"({"paths": ["*.yaml"]})");
  world.want("topic/orders", R"({"config": {"retention.ms": "1000"}})", "checkout");
  world.settle();
  world.want("topic/orders", R"({"config": {"retention.ms": "10"}})", "web");
  Plan plan = world.plan();
  REQUIRE(plan.steps.size() == 1);
  world.want("approval/a", R"({"change": ")" + plan.steps[0].approve + "\"}");
  plan = world.plan();
  CHECK(plan.steps[0].blocked_by == std::vector<std::string>{"protect"});
  const auto findings = PlanWorld::findings(plan);
  CHECK(findings.find("warning[DAC0341] topic/orders: topic/orders passes from checkout to web\n") !=
        std::string::npos);
  world.want("team/checkout", R"({"paths": ["shop.*"]})");
  CHECK(world.plan().summary.blocked == 0);
  world.want("team/web", R"({"paths": ["teams/web/**"]})");
  plan = world.plan();
  CHECK(plan.summary.blocked == 1);
  const auto& items = plan.findings.items();
  const auto found = std::find_if(items.begin(), items.end(),
                                  [](const Finding& finding) { return code_name(finding.code) == "DAC0301"; });
  REQUIRE(found != items.end());
  CHECK(found->help == "if it is meant, add an Approval whose change is `" + plan.steps[0].approve +
                           "` in a file of checkout, which owns it until then, and one in a file of web");
}

TEST_CASE("an owner that changes is told though nothing else changes") {
  PlanWorld world;
  world.want("topic/orders", "{}", "checkout");
  world.settle();
  world.want("topic/orders", "{}", "web");
  const Plan plan = world.plan();
  CHECK(plan.steps.empty());
  CHECK(PlanWorld::findings(plan) == "warning[DAC0341] topic/orders: topic/orders passes from checkout to web\n");
}

}  // namespace dac::planner
