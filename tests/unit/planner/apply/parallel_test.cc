// The executor with many targets, few threads, and a signal in between.

#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <thread>

#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::MemoryProvider;
using test::PlanWorld;

/// How many are inside at once, and the most there ever were.
struct Gauge {
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;

  void pass() {
    const int inside = ++now;
    for (int seen = most; seen < inside && !most.compare_exchange_weak(seen, inside);) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds(4));
    --now;
  }
};

/// Four targets t0 to t3 beside "bus", with three topics each.
struct Wide : PlanWorld {
  Gauge all;
  std::vector<std::unique_ptr<test::Shelf>> shelves;
  std::vector<std::unique_ptr<Gauge>> each;
  std::atomic<bool> is_counting = false;

  Wide() {
    project.ephemeral = true;
    for (int t = 0; t < 4; ++t) {
      const std::string name = "t" + std::to_string(t);
      shelves.push_back(std::make_unique<test::Shelf>());
      each.push_back(std::make_unique<Gauge>());
      auto made = std::make_unique<MemoryProvider>(*shelves.back());
      made->on_read = [this, own = each.back().get()] {
        if (!is_counting) return;
        std::thread waits([own] { own->pass(); });
        all.pass();
        waits.join();
      };
      targets[name] = std::move(made);
      project.targets.push_back({.name = name, .provider = "memory", .kinds = {}, .config = {}, .origin = {}});
      for (int i = 0; i < 3; ++i) want("topic/" + name + "-" + std::to_string(i), "{}").target = name;
    }
    open_ledger();
  }
  int most_at_once(int parallelism) {
    const Plan made = plan();
    is_counting = true;
    ExecuteOptions options;
    options.parallelism = parallelism;
    CHECK(execute(made, options).done == 12);
    is_counting = false;
    return all.most;
  }
};

TEST_CASE("parallelism bounds the calls under way, and a target has one at a time") {
  for (const int parallelism : {1, 2, 8}) {
    Wide world;
    const int most = world.most_at_once(parallelism);
    CAPTURE(parallelism);
    CHECK(most <= std::min(parallelism, 4));
    if (parallelism == 1) CHECK(most == 1);
    if (parallelism == 8) CHECK(most > 1);
    for (const auto& gauge : world.each) CHECK(gauge->most == 1);
    CHECK(world.plan().steps.empty());
  }
}

TEST_CASE("a signal between batches: what was begun is finished and kept, the next run does the rest") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.open_ledger();
  for (int i = 0; i < 1200; ++i) world.want("topic/t" + std::to_string(i), "{}");
  ExecuteOptions options;
  options.cancelled = [&] { return !world.provider->batches().empty(); };
  Report report = world.execute(world.plan(), options);
  CHECK(report.interrupted);
  CHECK(report.done == 500);
  CHECK(report.failed == 0);
  CHECK(report.skipped == 700);
  CHECK(world.ledger.owned.size() == 500);
  CHECK_FALSE(world.ledger.open.has_value());
  report = world.execute(world.plan());
  CHECK(report.done == 700);
  CHECK(world.shelf.objects.size() == 1200);
  CHECK(world.shelf.log.size() == 1200);
}

TEST_CASE("a signal while one target works lets the others start nothing") {
  Wide world;
  std::atomic<int> events = 0;
  ExecuteOptions options;
  options.parallelism = 1;
  options.on_event = [&](const Event& event) { events += event.type == EventType::kStepDone ? 1 : 0; };
  options.cancelled = [&] { return events > 0; };
  const Report report = world.execute(world.plan(), options);
  CHECK(report.done == 3);
  CHECK(report.skipped == 9);
  CHECK(std::count_if(world.shelves.begin(), world.shelves.end(),
                      [](const auto& shelf) { return !shelf->objects.empty(); }) == 1);
}

}  // namespace
}  // namespace dac::planner
