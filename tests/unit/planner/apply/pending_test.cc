// What a system has taken and not settled: its token outlives the run, and a later one asks for the outcome.

#include <doctest/doctest.h>

#include "schema/base/os/file.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::PlanWorld;
using namespace std::chrono_literals;

constexpr int kNeverInThisRun = 1000;

struct Slow : PlanWorld {
  Slow() {
    project.ephemeral = true;
    open_ledger();
    want("topic/a", R"({"partitions": 1})");
    want("topic/b", R"({"partitions": 1})");
  }
};

TEST_CASE("a pending change that is done in time is no trouble") {
  Slow world;
  world.provider->pending = 2;
  world.provider->is_waited_for(10s);
  CHECK(world.execute(world.plan()).failed == 0);
  CHECK_FALSE(world.ledger.open.has_value());
  CHECK(world.plan().steps.empty());
}

TEST_CASE("a pending change outlives the run and is settled by a later one") {
  Slow world;
  world.provider->pending = kNeverInThisRun;
  const Report report = world.execute(world.plan());
  CHECK(report.failed == 2);
  CHECK(report.pending == 2);
  CHECK(report.changed);
  REQUIRE(world.ledger.open.has_value());
  CHECK(world.ledger.open->pending.size() == 2);
  CHECK(world.ledger.open->pending.front().key.name == "a");
  CHECK(world.ledger.owned.empty());
  CHECK(world.shelf.objects.empty());

  SUBCASE("while it is still under way nothing else begins") {
    const Result<> settled = world.settle_run();
    REQUIRE_FALSE(settled.has_value());
    CHECK(code_name(settled.error().code) == "DAC0753");
    CHECK(world.ledger.open.has_value());
  }
  SUBCASE("once it is done it is ours, and nothing is made twice") {
    world.provider->pending = 0;
    REQUIRE(world.settle_run().has_value());
    CHECK_FALSE(world.ledger.open.has_value());
    CHECK(world.ledger.owned.size() == 2);
    CHECK(world.shelf.log == std::vector<std::string>{"create topic a", "create topic b"});
    CHECK(world.plan().steps.empty());
  }
}

TEST_CASE("a system that was lost amid a run") {
  Slow world;
  CHECK(world.execute(world.plan()).failed == 0);
  world.want("topic/c", R"({"partitions": 1})");
  world.provider->pending = kNeverInThisRun;
  CHECK(world.execute(world.plan()).pending == 1);
  world.provider->pending = 0;
  world.shelf.objects.clear();
  world.shelf.id.clear();
  world.provider->forgets = true;

  SUBCASE("is waited for") {
    const Result<> settled = world.settle_run();
    REQUIRE_FALSE(settled.has_value());
    CHECK(code_name(settled.error().code) == "DAC0750");
    CHECK(world.ledger.open.has_value());
  }
  SUBCASE("is an empty one where that does no harm") {
    ExecuteOptions options;
    options.lost_is_empty = true;
    REQUIRE(world.settle_run(options).has_value());
    CHECK_FALSE(world.ledger.open.has_value());
    CHECK(world.ledger.identities.at("bus") == "shelf-1");
    CHECK(PlanWorld::steps(world.plan()) == "create topic/a\ncreate topic/b\ncreate topic/c\n");
  }
}

TEST_CASE("what is settled may be visible late: it is waited for") {
  Slow world;
  world.provider->pending = kNeverInThisRun;
  CHECK(world.execute(world.plan()).pending == 2);
  world.provider->pending = 0;
  world.provider->stale_reads = 2;
  world.provider->is_waited_for(10s);
  REQUIRE(world.settle_run().has_value());
  CHECK(world.ledger.owned.size() == 2);
  CHECK(world.plan().steps.empty());
}

TEST_CASE("an interrupt leaves what is pending to the next run") {
  Slow world;
  world.provider->pending = kNeverInThisRun;
  ExecuteOptions options;
  options.cancelled = [&] { return !world.provider->batches().empty(); };
  const Report report = world.execute(world.plan(), options);
  CHECK(report.interrupted);
  CHECK(report.pending == 2);
  REQUIRE(world.ledger.open.has_value());
  world.provider->pending = 0;
  REQUIRE(world.settle_run().has_value());
  CHECK(world.ledger.owned.size() == 2);
}

}  // namespace
}  // namespace dac::planner
