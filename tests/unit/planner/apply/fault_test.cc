// Whatever goes wrong at whichever call: the next apply ends where it should have ended, nothing is lost, nothing is
// made twice, and nothing of somebody else's is touched.

#include <algorithm>
#include <csignal>
#include <doctest/doctest.h>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

#include "planner/apply/execute.h"
#include "schema/value/json.h"
#include "tests/support/faulty_provider.h"
#include "tests/support/shelf.h"
#include "tests/support/small_plan.h"
#include "tests/support/temp_folder.h"

namespace dac::planner {
namespace {

using namespace std::chrono_literals;
using test::Fault;
using test::FaultyProvider;
using test::Shelf;
using test::ShelfProvider;
using test::WantedThing;

const std::vector<WantedThing> kBefore = {{"kept", R"({"x": 1})"},
                                          {"changed", R"({"x": 1, "config": {"k": "v"}})", R"({"y": 1})"},
                                          {"gone", R"({"x": 1})", R"({"y": 1})"}};
const std::vector<WantedThing> kAfter = {{"kept", R"({"x": 1})"},
                                         {"changed", R"({"x": 2, "config": {"k": "w"}})", R"({"y": 2})"},
                                         {"new", R"({"x": 1})", R"({"y": 1})"},
                                         {"newer", R"({"x": 1})", "", {"new"}},
                                         {"newest", R"({"x": 3})", "", {"newer", "changed"}}};

struct World {
  test::TempFolder root;
  std::string shelf_path = root / "shelf.json";
  providers::Context context;

  World() { context.deadline = 15ms; }

  [[nodiscard]] std::unique_ptr<Ledger> ledger() const {
    return std::move(*open_dir_ledger(root / ".dac/ledger/prod", 50ms));
  }

  /// Settles, plans and executes, with a fault where one is given. True: the fault was met.
  bool apply(const std::vector<WantedThing>& wanted, std::size_t batch,
             std::optional<std::pair<Fault, int>> fault = {}) {
    Shelf shelf(shelf_path);
    shelf.load();
    Targets targets;
    FaultyProvider* faulty = nullptr;
    if (fault) {
      auto provider =
          std::make_unique<FaultyProvider>(std::make_unique<ShelfProvider>(shelf, batch), fault->first, fault->second);
      faulty = provider.get();
      targets["bus"] = std::move(provider);
    } else {
      targets["bus"] = std::make_unique<ShelfProvider>(shelf, batch);
    }
    const auto handle = ledger();
    const Result<> settled = settle(*handle, targets, context, {});
    if (settled) {
      const auto state = handle->read();
      REQUIRE(state.has_value());
      const auto report = execute(test::small_plan(wanted, *state, shelf), *handle, targets, context, {});
      REQUIRE(report.has_value());
      if (!fault) CHECK(report->errors.empty());
    } else {
      REQUIRE(fault.has_value());
    }
    return faulty != nullptr && faulty->was_met();
  }
};

void check_as_wanted(World& world, const std::vector<std::string>& log_before) {
  Shelf shelf(world.shelf_path);
  shelf.load();
  const LedgerState state = *world.ledger()->read();
  CHECK_FALSE(state.open.has_value());
  CHECK(test::plan_text(test::small_plan(kAfter, state, shelf)).empty());
  std::vector<std::string> names;
  for (const auto& [key, object] : shelf.objects) names.push_back(key.kind + " " + key.name);
  CHECK(names == std::vector<std::string>{"extra changed", "extra new", "foreign other", "topic changed", "topic kept",
                                          "topic new", "topic newer", "topic newest"});
  CHECK(to_json(shelf.objects.at({"foreign", "other"}).fields) == R"({"theirs": true})");
  std::map<std::string, int> count;
  for (std::size_t i = log_before.size(); i < shelf.log.size(); ++i) ++count[shelf.log[i]];
  for (const auto& [line, times] : count) {
    CAPTURE(line);
    CHECK(times == 1);
  }
  CHECK(count.size() == 8);  // 4 creates, 2 updates, 2 deletes
}

std::vector<std::string> start(World& world, std::size_t batch) {
  Shelf shelf(world.shelf_path);
  shelf.put({"foreign", "other"}, *parse_json(R"({"theirs": true})"));
  world.apply(kBefore, batch);
  shelf.load();
  return shelf.log;
}

TEST_CASE("fault: any one call goes wrong, the next apply converges") {
  int cases = 0;
  for (const Fault fault :
       {Fault::kRefused, Fault::kBusy, Fault::kSilent, Fault::kAnswerLost, Fault::kWrongRefusal, Fault::kHalfDone,
        Fault::kLie, Fault::kPending, Fault::kRestSilent, Fault::kReadFails, Fault::kReadUnknown}) {
    for (const std::size_t batch : {std::size_t{500}, std::size_t{1}}) {
      for (int at = 1;; ++at) {
        World world;
        const auto log = start(world, batch);
        CAPTURE(static_cast<int>(fault));
        CAPTURE(at);
        CAPTURE(batch);
        if (!world.apply(kAfter, batch, std::pair{fault, at})) break;
        world.apply(kAfter, batch);
        check_as_wanted(world, log);
        ++cases;
      }
    }
  }
  MESSAGE(cases << " cases");
  CHECK(cases > 150);
}

/// True: the child was killed by the fault.
bool apply_in_child(World& world, std::size_t batch, std::pair<Fault, int> fault) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    world.apply(kAfter, batch, fault);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

TEST_CASE("fault: killed at any call, once or twice, the next apply converges") {
  int cases = 0;
  for (const Fault fault : {Fault::kKillBefore, Fault::kKillAfter, Fault::kKillPending}) {
    for (const std::size_t batch : {std::size_t{500}, std::size_t{1}}) {
      for (int at = 1;; ++at) {
        World world;
        const auto log = start(world, batch);
        CAPTURE(static_cast<int>(fault));
        CAPTURE(at);
        CAPTURE(batch);
        if (!apply_in_child(world, batch, {fault, at})) break;
        if (at % 2 == 0) apply_in_child(world, batch, {fault, 1});
        world.apply(kAfter, batch);
        check_as_wanted(world, log);
        ++cases;
      }
    }
  }
  MESSAGE(cases << " cases");
  CHECK(cases == 48);
}

TEST_CASE("fault: settle claims nothing that looks otherwise than we would have made it") {
  World world;
  start(world, 500);
  REQUIRE(apply_in_child(world, 500, {Fault::kKillBefore, 1}));
  Shelf shelf(world.shelf_path);
  shelf.load();
  shelf.put({"topic", "newer"}, *parse_json(R"({"x": 77})"));
  Targets targets;
  targets["bus"] = std::make_unique<ShelfProvider>(shelf);
  const auto ledger = world.ledger();
  REQUIRE(settle(*ledger, targets, world.context, {}).has_value());
  const LedgerState state = *ledger->read();
  CHECK_FALSE(state.open.has_value());
  CHECK_FALSE(state.owned.contains({"topic/newer", "bus"}));
  CHECK(state.owned.contains({"topic/kept", "bus"}));
}

TEST_CASE("fault: what cannot be read cannot be settled, and stays open") {
  World world;
  start(world, 500);
  REQUIRE(apply_in_child(world, 500, {Fault::kKillAfter, 3}));
  Shelf shelf(world.shelf_path);
  Targets targets;
  targets["bus"] = std::make_unique<FaultyProvider>(std::make_unique<ShelfProvider>(shelf), Fault::kReadUnknown, 1);
  const auto ledger = world.ledger();
  const auto settled = settle(*ledger, targets, world.context, {});
  REQUIRE_FALSE(settled.has_value());
  CHECK(code_name(settled.error().code) == "DAC0753");
  CHECK(ledger->read()->open.has_value());
  CHECK(settle(*ledger, targets, world.context, {}).has_value());
  CHECK_FALSE(ledger->read()->open.has_value());
}

}  // namespace
}  // namespace dac::planner
