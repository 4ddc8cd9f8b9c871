#include "planner/impact/impact.h"

#include <doctest/doctest.h>

#include "schema/base/text.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using schema::Via;
using test::PlanWorld;

std::string text(const Plan& plan) {
  std::string out;
  for (const ImpactItem& item : plan.impact)
    out += item.resource + " (" + item.owner + ") through [" + join(item.through, " ") + "]: " + item.because + "\n";
  return out;
}

}  // namespace

TEST_CASE("who is affected by a table's column that goes") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("table/revenue", R"({"columns": [{"name": "city", "type": "string"}, {"name": "sum", "type": "int64"}]})");
  world.want("endpoint/top", "{}", "web");
  world.want("endpoint/other", "{}", "web");
  world.want("application/shop", "{}", "apps");
  world.refer("endpoint/top", Via::kReads, "table/revenue", {"city", "sum"});
  world.refer("endpoint/other", Via::kReads, "table/revenue", {"sum"});
  world.refer("application/shop", Via::kCalls, "endpoint/top");
  world.settle();
  world.want("table/revenue", R"({"columns": [{"name": "sum", "type": "int64"}]})");
  CHECK(text(world.plan()) ==
        "application/shop (apps) through [endpoint/top]: reads revenue.city\n"
        "endpoint/top (web) through []: reads revenue.city\n");
}

TEST_CASE("who fills a table's column that goes") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("table/revenue", R"({"columns": [{"name": "city", "type": "string"}, {"name": "sum", "type": "int64"}]})");
  world.want("pipeline/named", R"({"sql": "SELECT a AS sum, b AS city FROM orders"})", "data");
  world.want("pipeline/other", R"({"sql": "SELECT count(*) * 2 AS sum FROM orders"})", "data");
  world.want("pipeline/star", R"({"sql": "SELECT o.* FROM orders o"})", "data");
  world.want("pipeline/placed", R"({"sql": "INSERT INTO revenue SELECT a, b FROM orders"})", "data");
  for (const char* pipeline : {"pipeline/named", "pipeline/other", "pipeline/placed", "pipeline/star"})
    world.refer(pipeline, Via::kWrites, "table/revenue");
  world.settle();
  world.want("table/revenue", R"({"columns": [{"name": "sum", "type": "int64"}]})");
  CHECK(text(world.plan()) ==
        "pipeline/named (data) through []: writes revenue.city\n"
        "pipeline/placed (data) through []: writes revenue.city\n"
        "pipeline/star (data) through []: writes revenue.city\n");
}

TEST_CASE("what a topic that goes takes with it, through pipelines and tables") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("topic/orders", "{}");
  world.settle();
  world.unwant("topic/orders");
  world.want("pipeline/revenue", "{}");
  world.want("table/revenue", "{}");
  world.want("endpoint/top", "{}");
  world.refer("pipeline/revenue", Via::kReads, "topic/orders", {"amount"});
  world.refer("pipeline/revenue", Via::kWrites, "table/revenue");
  world.refer("endpoint/top", Via::kReads, "table/revenue", {"*"});
  CHECK(text(world.plan()) ==
        "endpoint/top () through [pipeline/revenue]: reads orders\n"
        "pipeline/revenue () through []: reads orders\n"
        "table/revenue () through [pipeline/revenue]: reads orders\n");
}

TEST_CASE("who goes by the same plan is not affected, and the exact reason stands for the vague one") {
  PlanWorld world;
  world.project.ephemeral = true;
  const std::string table = R"({"columns": [{"name": "n", "type": "int64"}, {"name": "m", "type": "int64"}]})";
  world.want("pipeline/p", R"({"sql": "SELECT 1"})");
  world.want("table/by_city", table);
  world.want("endpoint/top", "{}");
  world.refer("pipeline/p", Via::kWrites, "table/by_city");
  world.refer("endpoint/top", Via::kReads, "table/by_city", {"n"});
  world.settle();
  world.provider->notes = {{codes::kFailed, Risk::kReprocess, "spec.sql", "again", ""}};
  world.want("pipeline/p", R"({"sql": "SELECT 2"})");
  world.want("table/by_city", R"({"columns": [{"name": "m", "type": "int64"}]})");
  CHECK(text(world.plan()).find("endpoint/top () through []: reads by_city.n\n") != std::string::npos);
  CHECK(text(world.plan()).find("reads by_city\n") == std::string::npos);
  world.unwant("endpoint/top");
  std::erase_if(world.project.references, [](const auto& reference) { return reference.from == "endpoint/top"; });
  CHECK(text(world.plan({}, true)).empty());
}

TEST_CASE("who reads what a changed pipeline writes") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("pipeline/revenue", R"({"sql": "SELECT 1"})");
  world.want("table/revenue", "{}");
  world.want("endpoint/top", "{}");
  world.refer("pipeline/revenue", Via::kWrites, "table/revenue");
  world.refer("endpoint/top", Via::kReads, "table/revenue", {"*"});
  world.settle();
  world.want("pipeline/revenue", R"({"sql": "SELECT 2"})");
  CHECK(text(world.plan()) ==
        "endpoint/top () through []: reads revenue\n"
        "table/revenue () through []: is written by pipeline/revenue\n");
}

TEST_CASE("what is not there yet affects nobody, though the system refuses it") {
  PlanWorld world;
  world.want("topic/orders", "{}");
  world.want("pipeline/p", "{}");
  world.refer("pipeline/p", Via::kReads, "topic/orders");
  Finding& refusal = world.provider->previewed.add(codes::kFailed, {}, "no such policy");
  refusal.severity = Severity::Error;
  refusal.resource = "topic/orders";
  const Plan plan = world.plan();
  REQUIRE(plan.steps.at(0).risk == Risk::kForbidden);
  CHECK(plan.steps.at(0).undo.empty());
  CHECK_FALSE(plan.steps.at(0).reversible);
  CHECK(plan.impact.empty());
}

TEST_CASE("a safe change affects nobody") {
  PlanWorld world;
  world.want("topic/orders", R"({"config": {"retention.ms": "1"}})");
  world.want("pipeline/p", "{}");
  world.refer("pipeline/p", Via::kReads, "topic/orders");
  world.settle();
  world.want("topic/orders", R"({"config": {"retention.ms": "2"}})");
  CHECK(world.plan().impact.empty());
}

}  // namespace dac::planner
