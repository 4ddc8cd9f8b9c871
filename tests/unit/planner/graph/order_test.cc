#include "planner/graph/order.h"

#include <chrono>
#include <doctest/doctest.h>

#include "planner/graph/graph.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using schema::Via;
using test::PlanWorld;

std::string with_after(const Plan& plan) {
  std::string text;
  for (const Step& step : plan.steps) {
    text += step.id + " " + std::string(action_name(step.action)) + " " + step.resource;
    for (const std::string& first : step.after) text += " " + first;
    text += "\n";
  }
  return text;
}

void want_shop(PlanWorld& world) {
  world.want("application/web", "{}");
  world.want("endpoint/top", "{}");
  world.want("pipeline/revenue", R"({"sql": "SELECT 1"})");
  world.want("schema/order", "{}");
  world.want("table/revenue", "{}");
  world.want("topic/orders", "{}");
  world.refer("application/web", Via::kCalls, "endpoint/top");
  world.refer("endpoint/top", Via::kReads, "table/revenue");
  world.refer("pipeline/revenue", Via::kReads, "topic/orders");
  world.refer("pipeline/revenue", Via::kWrites, "table/revenue");
  world.refer("topic/orders", Via::kSchema, "schema/order");
}

}  // namespace

TEST_CASE("what is needed comes first; deletes go the other way") {
  PlanWorld world;
  world.project.ephemeral = true;
  want_shop(world);
  CHECK(with_after(world.plan()) ==
        "s1 create schema/order\n"
        "s2 create table/revenue\n"
        "s3 create endpoint/top s2\n"
        "s4 create application/web s3\n"
        "s5 create topic/orders s1\n"
        "s6 create pipeline/revenue s2 s5\n");
  world.settle();
  world.project.resources.clear();
  world.project.references.clear();
  CHECK(with_after(world.plan()) ==
        "s1 delete application/web\n"
        "s2 delete endpoint/top s1\n"
        "s3 delete pipeline/revenue\n"
        "s4 delete table/revenue s2 s3\n"
        "s5 delete topic/orders s3\n"
        "s6 delete schema/order s5\n");
}

TEST_CASE("a change waits for the changes behind what does not change") {
  PlanWorld world;
  want_shop(world);
  world.settle();
  world.want("schema/order", R"({"compatibility": "FULL"})");
  world.want("pipeline/revenue", R"({"sql": "SELECT 2"})");
  CHECK(with_after(world.plan()) == "s1 update schema/order\ns2 update pipeline/revenue s1\n");
}

TEST_CASE("what goes waits for those who stop using it") {
  PlanWorld world;
  world.project.ephemeral = true;
  want_shop(world);
  world.settle();
  std::erase_if(world.project.references, [](const auto& reference) { return reference.to == "topic/orders"; });
  world.unwant("topic/orders");
  world.want("pipeline/revenue", R"({"sql": "SELECT 2"})");
  CHECK(with_after(world.plan()) == "s1 update pipeline/revenue\ns2 delete topic/orders s1\n");
}

TEST_CASE("a pipeline comes after the pipelines that fill what it reads") {
  PlanWorld world;
  world.want("pipeline/b", "{}");
  world.want("pipeline/a", "{}");
  world.want("topic/mid", "{}");
  world.refer("pipeline/a", Via::kReads, "topic/mid");
  world.refer("pipeline/b", Via::kWrites, "topic/mid");
  CHECK(with_after(world.plan()) == "s1 create topic/mid\ns2 create pipeline/b s1\ns3 create pipeline/a s1 s2\n");
}

TEST_CASE("a circle is cut, and everything is still there once") {
  PlanWorld world;
  world.want("pipeline/a", "{}");
  world.want("pipeline/b", "{}");
  world.want("topic/x", "{}");
  world.want("topic/y", "{}");
  world.refer("pipeline/a", Via::kReads, "topic/x");
  world.refer("pipeline/a", Via::kWrites, "topic/y");
  world.refer("pipeline/b", Via::kReads, "topic/y");
  world.refer("pipeline/b", Via::kWrites, "topic/x");
  CHECK(with_after(world.plan()) ==
        "s1 create topic/x\ns2 create topic/y\ns3 create pipeline/a s1 s2\ns4 create pipeline/b s1 s2 s3\n");
}

TEST_CASE("a chain of a hundred thousand is ordered without recursion") {
  constexpr std::size_t kMany = 100'000;
  schema::Project project;
  Graph graph(project);
  for (std::size_t i = 0; i < kMany; ++i) graph.intern("topic/" + std::to_string(i));
  for (std::size_t i = 0; i + 1 < kMany; ++i) graph.add_edge(i, i + 1);
  const auto order = graph.order();
  REQUIRE(order.size() == kMany);
  CHECK(order.front() == kMany - 1);
  CHECK(order.back() == 0);
}

TEST_CASE("readers and writers of one relation meet in one place, not each with each") {
  PlanWorld world;
  world.want("table/all", "{}");
  constexpr int kMany = 30;
  for (int i = 0; i < kMany; ++i) {
    const std::string reader = "pipeline/reader" + std::to_string(i);
    const std::string writer = "pipeline/writer" + std::to_string(i);
    world.want(reader, "{}");
    world.want(writer, "{}");
    world.refer(reader, Via::kReads, "table/all");
    world.refer(writer, Via::kWrites, "table/all");
  }
  const Graph graph(world.project);
  std::size_t edges = 0;
  for (Graph::Node node = 0; node < graph.size(); ++node) edges += graph.needs(node).size();
  CHECK(edges == 4 * kMany);
  CHECK(world.plan().steps.back().after.size() == kMany + 1);
}

}  // namespace dac::planner
