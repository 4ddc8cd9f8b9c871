// Two environments that lead to one system.

#include "planner/diff/others.h"

#include <doctest/doctest.h>
#include <utility>

#include "schema/base/os/file.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::PlanWorld;

/// dev, which may be thrown away; `keeper` owns topic/orders of the same system.
struct Two : PlanWorld {
  explicit Two(bool is_other_ephemeral = false) {
    project.environment = "dev";
    project.ephemeral = true;
    LedgerState state;
    state.identities["other-name"] = shelf.id;
    Owned& owned = state.owned[{"topic/theirs", "other-name"}];
    owned.target = "other-name";
    owned.objects.resize(1);
    owned.objects.front().key = {"topic", "orders"};
    elsewhere.add({is_other_ephemeral ? "scratch" : "keeper", is_other_ephemeral}, state);
  }
};

TEST_CASE("an ephemeral environment does not touch what another one keeps") {
  Two world;
  world.want("topic/orders", R"({"partitions": 6})");
  world.want("topic/own", R"({"partitions": 6})");
  world.shelf.put({"topic", "orders"}, Map{});
  const Plan plan = world.plan();
  REQUIRE(PlanWorld::steps(plan) == "adopt topic/orders\ncreate topic/own\n");
  CHECK(plan.steps[0].blocked_by == std::vector<std::string>{"DAC0339"});
  CHECK(plan.steps[1].blocked_by.empty());
  CHECK(PlanWorld::findings(plan) ==
        "error[DAC0339] topic/orders: topic orders in target bus belongs to environment keeper, which is not ephemeral "
        "as dev is\n");
}

TEST_CASE("an environment that is kept may take over what an ephemeral one, or another kept one, has") {
  Two world;
  world.project.ephemeral = false;
  world.want("topic/orders", R"({"partitions": 6})");
  CHECK(world.plan().summary.blocked == 0);
  Two scratch(true);
  scratch.want("topic/orders", R"({"partitions": 6})");
  CHECK(scratch.plan().summary.blocked == 0);
}

TEST_CASE("what an environment that is kept owns too is given up, not deleted, whoever lets it go") {
  for (const bool is_ephemeral : {true, false}) {
    Two world;
    const OwnedElsewhere others = std::exchange(world.elsewhere, {});
    world.want("topic/orders", "{}");
    world.want("topic/own", "{}");
    world.settle();
    world.elsewhere = others;
    world.project.ephemeral = is_ephemeral;
    const Plan plan = world.plan({}, true);
    CHECK(PlanWorld::steps(plan) == "forget topic/orders\ndelete topic/own\n");
    CHECK(plan.summary.blocked == 0);
    CHECK(PlanWorld::findings(plan).find("warning[DAC0339] topic/orders: topic orders in target bus is owned by "
                                         "environment keeper too: it is given up here and stays\n") !=
          std::string::npos);
  }
}

TEST_CASE("what may be thrown away keeps nobody from a delete") {
  Two world(true);
  world.want("topic/orders", "{}");
  world.settle();
  CHECK(PlanWorld::steps(world.plan({}, true)) == "delete topic/orders\n");
}

TEST_CASE("another system's objects of the same name are others") {
  Two world;
  world.shelf.id = "shelf-2";
  world.want("topic/orders", "{}");
  CHECK(world.plan().summary.blocked == 0);
}

TEST_CASE("the ledgers beside are read without waiting; one that is damaged stops the plan") {
  PlanWorld world;
  world.open_ledger();
  world.want("topic/orders", "{}");
  world.execute(world.plan());
  const std::string beside = world.ledger_folder() + "/ledger/dev";
  const auto holder = *open_dir_ledger(world.ledger_folder() + "/ledger/prod", std::chrono::milliseconds(50));
  REQUIRE(holder->read().has_value());
  REQUIRE(holder->begin({}, {}).has_value());
  const auto found = read_ledgers_beside(beside, {"prod"});
  REQUIRE(found.has_value());
  REQUIRE(found->find("shelf-1", {"topic", "orders"}) != nullptr);
  CHECK(found->find("shelf-1", {"topic", "orders"})->environment == "prod");
  CHECK(found->find("shelf-1", {"topic", "orders"})->ephemeral);
  CHECK(found->find("shelf-2", {"topic", "orders"}) == nullptr);
  REQUIRE(os::write_file_synced(world.ledger_folder() + "/ledger/prod/00000002.json", "{}").has_value());
  const auto damaged = read_ledgers_beside(beside, {});
  REQUIRE_FALSE(damaged.has_value());
  CHECK(damaged.error().kind == ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace dac::planner
