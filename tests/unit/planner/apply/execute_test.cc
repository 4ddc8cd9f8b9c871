#include "planner/apply/execute.h"

#include <doctest/doctest.h>

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

/// An environment with one target "bus" on a shelf.
struct World {
  test::TempFolder root;
  Shelf shelf;
  Targets targets;
  providers::Context context;
  ExecuteOptions options;
  std::string events;

  World() {
    context.deadline = 30ms;
    targets["bus"] = std::make_unique<ShelfProvider>(shelf);
    options.on_event = [this](const Event& event) {
      events += std::to_string(event.seq) + " " + std::string(event_type_name(event.type));
      if (!event.step.empty()) events += " " + event.step + " " + event.resource;
      if (!event.message.empty()) events += ": " + event.message;
      if (!event.summary.is_null()) events += " " + to_json(event.summary);
      events += "\n";
    };
  }

  [[nodiscard]] std::unique_ptr<Ledger> ledger() const {
    return std::move(*open_dir_ledger(root / ".dac/ledger/prod", 50ms));
  }
  [[nodiscard]] LedgerState state() const { return *ledger()->read(); }
  Plan plan(const std::vector<WantedThing>& wanted) { return test::small_plan(wanted, state(), shelf); }
  Result<Report> run(const Plan& plan_to_run) {
    events.clear();
    const auto handle = ledger();
    return execute(plan_to_run, *handle, targets, context, options);
  }
  void fault(Fault fault, int at) {
    targets["bus"] = std::make_unique<FaultyProvider>(std::make_unique<ShelfProvider>(shelf), fault, at);
  }
};

TEST_CASE("a plan is done, told of in order, owned, and then empty") {
  World world;
  const std::vector<WantedThing> wanted = {{"a", R"({"x": 1})"}, {"b", R"({"x": 2})", R"({"y": 3})", {"a"}}};
  const auto report = world.run(world.plan(wanted));
  REQUIRE(report.has_value());
  CHECK(world.events ==
        "1 run_started\n"
        "2 step_started s1 topic/a\n"
        "3 step_done s1 topic/a\n"
        "4 step_started s2 topic/b\n"
        "5 step_done s2 topic/b\n"
        R"(6 run_done {"done": 2, "failed": 0, "skipped": 0, "interrupted": false})"
        "\n");
  CHECK(world.shelf.log == std::vector<std::string>{"create topic a", "create topic b", "create extra b"});
  const LedgerState state = world.state();
  CHECK(state.identities.at("bus") == "shelf-1");
  CHECK(state.owned.at({"topic/b", "bus"}).objects.at(1).identity == "id-3");
  CHECK_FALSE(state.open.has_value());
  CHECK(test::plan_text(world.plan(wanted)).empty());
  CHECK(test::plan_text(world.plan({})) == "delete topic/a\ndelete topic/b\n");
  REQUIRE(world.run(world.plan({})).has_value());
  CHECK(world.shelf.objects.empty());
  CHECK(world.state().owned.empty());
}

TEST_CASE("a failed step fails alone; what needs it is skipped") {
  World world;
  world.fault(Fault::kRefused, 1);
  const auto report = world.run(world.plan({{"a", "{}"}, {"b", "{}", "", {"a"}}, {"c", "{}"}}));
  REQUIRE(report.has_value());
  CHECK(world.events ==
        "1 run_started\n"
        "2 step_started s1 topic/a\n"
        "3 step_started s3 topic/c\n"
        "4 step_failed s1 topic/a: refused\n"
        "5 step_skipped s2 topic/b: needs topic/a, which was not applied\n"
        "6 step_done s3 topic/c\n"
        R"(7 run_done {"done": 1, "failed": 1, "skipped": 1, "interrupted": false})"
        "\n");
  CHECK(report->errors.at(0).first == "topic/a");
}

TEST_CASE("the system said ok, but the value did not change") {
  World world;
  REQUIRE(world.run(world.plan({{"a", R"({"x": 1})"}})).has_value());
  world.fault(Fault::kLie, 1);
  const auto report = world.run(world.plan({{"a", R"({"x": 2})"}}));
  REQUIRE(report->errors.size() == 1);
  CHECK(code_name(report->errors[0].second.code) == "DAC0751");
  CHECK(report->errors[0].second.message == "topic a: the system said ok, but x is 1, wanted 2");
  CHECK(to_json(world.state().owned.at({"topic/a", "bus"}).objects[0].applied) == R"({"x": 1})");
}

TEST_CASE("what was made and does not work fails its step, and is owned") {
  World world;
  world.fault(Fault::kHalfDone, 1);
  const auto report = world.run(world.plan({{"a", R"({"x": 1})"}, {"b", "{}", "", {"a"}}}));
  REQUIRE(report->errors.size() == 1);
  CHECK(report->errors[0].second.message == "made, and does not work");
  CHECK(report->changed);
  CHECK(report->skipped == 1);
  CHECK(to_json(world.state().owned.at({"topic/a", "bus"}).objects[0].applied) == R"({"x": 1})");
  CHECK(world.state().owned.count({"topic/b", "bus"}) == 0);
  world.fault(Fault::kHalfDone, 1);
  REQUIRE(world.run(world.plan({})).has_value());
  CHECK(world.state().owned.empty());
}

TEST_CASE("busy is tried again, pending is asked for, a lost answer is read back") {
  for (const Fault fault : {Fault::kBusy, Fault::kPending, Fault::kAnswerLost}) {
    World world;
    world.fault(fault, 1);
    const auto report = world.run(world.plan({{"a", R"({"x": 1})"}}));
    REQUIRE(report.has_value());
    CHECK(report->done == 1);
    CHECK(world.shelf.log == std::vector<std::string>{"create topic a"});
    CHECK(world.state().owned.at({"topic/a", "bus"}).objects[0].identity == "id-1");
  }
}

TEST_CASE("what moved since the plan is left alone") {
  World world;
  REQUIRE(world.run(world.plan({{"a", R"({"x": 1})"}, {"b", R"({"x": 1})"}})).has_value());
  const Plan plan = world.plan({{"a", R"({"x": 2})"}, {"b", R"({"x": 2})"}, {"c", R"({"x": 2})"}});
  world.shelf.objects.erase({"topic", "a"});
  world.shelf.put({"topic", "b"}, *parse_json(R"({"x": 9})"));
  world.shelf.put({"topic", "c"}, *parse_json(R"({"x": 9})"));
  const auto log = world.shelf.log;
  const auto report = world.run(plan);
  REQUIRE(report->errors.size() == 3);
  CHECK(code_name(report->errors[0].second.code) == "DAC0752");
  CHECK(report->errors[0].second.message == "topic a is gone since the plan");
  CHECK(report->errors[1].second.message == "topic b is not the one that the plan was made for: it is id-3, was id-2");
  CHECK(report->errors[2].second.message == "topic c was made by someone else since the plan");
  CHECK(world.shelf.log == log);
}

TEST_CASE("what cannot be read is not changed") {
  World world;
  world.fault(Fault::kReadUnknown, 1);
  const auto report = world.run(world.plan({{"a", "{}"}}));
  CHECK(report->errors.at(0).second.message == "topic a cannot be read: timed out");
  CHECK(code_name(report->errors.at(0).second.code) == "DAC0753");
  CHECK(world.shelf.log.empty());
}

TEST_CASE("another system than the ledger knows: nothing is done") {
  World world;
  REQUIRE(world.run(world.plan({{"a", "{}"}})).has_value());
  const std::string tip = world.state().tip;
  world.shelf.id = "shelf-2";
  const auto report = world.run(world.plan({{"b", "{}"}}));
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().kind == ErrorKind::kConflict);
  CHECK(code_name(report.error().code) == "DAC0750");
  CHECK(report.error().message == "target bus is the system shelf-2, the ledger knows it as shelf-1");
  CHECK(world.state().tip == tip);
  SUBCASE("nothing is owned there any more") {
    world.shelf.id = "shelf-1";
    REQUIRE(world.run(world.plan({})).has_value());
    world.shelf.id = "shelf-2";
    REQUIRE(world.run(world.plan({{"b", "{}"}})).has_value());
    CHECK(world.state().identities.at("bus") == "shelf-2");
  }
}

TEST_CASE("a plan from before another run is stale") {
  World world;
  const Plan plan = world.plan({{"a", "{}"}});
  REQUIRE(world.run(world.plan({{"b", "{}"}})).has_value());
  const auto report = world.run(plan);
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().kind == ErrorKind::kStale);
  CHECK(code_name(report.error().code) == "DAC0707");
  CHECK(report.error().message ==
        "the ledger was written since the plan was made: it now ends with entry 3, then with 0");
}

TEST_CASE("blocked and forbidden steps are never executed") {
  World world;
  Plan plan = world.plan({{"a", "{}"}, {"b", "{}", "", {"a"}}, {"c", "{}"}});
  plan.steps[0].blocked_by = {"protect"};
  plan.steps[1].blocked_by = {"protect"};
  plan.steps[2].risk = Risk::kForbidden;
  const auto report = world.run(plan);
  CHECK(report->skipped == 3);
  CHECK(code_name(report->errors.at(0).second.code) == "DAC0754");
  CHECK(report->errors.at(0).second.message == "create topic/a is blocked: protect");
  CHECK(world.shelf.log.empty());
}

TEST_CASE("an interrupt lets the running batch finish and starts nothing more") {
  World world;
  world.targets["bus"] = std::make_unique<ShelfProvider>(world.shelf, 1);
  int started = 0;
  const auto tell = world.options.on_event;
  world.options.on_event = [&](const Event& event) {
    started += event.type == EventType::kStepStarted ? 1 : 0;
    tell(event);
  };
  world.options.cancelled = [&] { return started > 0; };
  const auto report = world.run(world.plan({{"a", "{}"}, {"b", "{}"}, {"c", "{}"}}));
  REQUIRE(report.has_value());
  CHECK(report->interrupted);
  CHECK(report->done == 1);
  CHECK(report->skipped == 2);
  CHECK(world.events.find("step_skipped s2 topic/b: interrupted") != std::string::npos);
  CHECK_FALSE(world.state().open.has_value());
  CHECK(world.state().owned.size() == 1);
}

TEST_CASE("what a failed step did before it failed is owned") {
  World world;
  world.fault(Fault::kRefused, 2);
  const auto report = world.run(world.plan({{"a", R"({"x": 1})", R"({"y": 1})"}}));
  CHECK(report->done == 0);
  CHECK(report->failed == 1);
  CHECK(report->changed);
  const auto objects = world.state().owned.at({"topic/a", "bus"}).objects;
  REQUIRE(objects.size() == 1);
  CHECK(objects[0].key.kind == "topic");
  CHECK(objects[0].identity == "id-1");
}

TEST_CASE("adopt and forget touch nothing live; an approval is used up by its step") {
  World world;
  world.shelf.put({"topic", "a"}, *parse_json(R"({"x": 1, "other": 2})"));
  Plan adopt = world.plan({{"a", R"({"x": 1})"}});
  CHECK(test::plan_text(adopt) == "adopt topic/a\n");
  adopt.steps[0].uses_approval = true;
  adopt.steps[0].approve = "adopt topic/a@1";
  REQUIRE(world.run(adopt).has_value());
  CHECK(world.state().used_approvals == std::set<std::string>{"adopt topic/a@1"});
  CHECK(world.state().owned.size() == 1);
  Plan forget = world.plan({});
  forget.steps[0].action = Action::kForget;
  forget.steps[0].calls.clear();
  REQUIRE(world.run(forget).has_value());
  CHECK(world.state().owned.empty());
  CHECK(world.shelf.log.empty());
  CHECK(world.shelf.objects.size() == 1);
}

TEST_CASE("several targets at the same time") {
  World world;
  std::vector<std::unique_ptr<Shelf>> shelves;
  Plan plan = world.plan({});
  for (int t = 0; t < 6; ++t) {
    shelves.push_back(std::make_unique<Shelf>());
    const std::string target = "t" + std::to_string(t);
    world.targets[target] = std::make_unique<ShelfProvider>(*shelves.back(), 3);
    for (int i = 0; i < 20; ++i) {
      Step step;
      step.id = target + "-" + std::to_string(i);
      step.resource = "topic/" + step.id;
      step.target = target;
      step.action = Action::kCreate;
      if (t > 0) step.after = {"t" + std::to_string(t - 1) + "-" + std::to_string(i)};
      step.owned = {.resource = step.resource, .target = target, .owner = "", .objects = {}, .needs = {}};
      step.calls.push_back({.action = Action::kCreate,
                            .key = {"topic", step.id},
                            .resource = step.resource,
                            .identity = {},
                            .before = {},
                            .after = Map{},
                            .private_part = {}});
      plan.steps.push_back(std::move(step));
    }
  }
  const auto report = world.run(plan);
  REQUIRE(report.has_value());
  CHECK(report->done == 120);
  for (const auto& shelf : shelves) CHECK(shelf->objects.size() == 20);
}

TEST_CASE("what was changed since the plan is left alone, though it is the same object") {
  World world;
  REQUIRE(world
              .run(world.plan({{"a", R"({"partitions": 1, "replicationFactor": 1})"},
                               {"b", R"({"partitions": 1})"},
                               {"c", R"({"partitions": 1})"}}))
              .has_value());
  const Plan plan = world.plan({{"a", R"({"partitions": 2, "replicationFactor": 1})"}, {"b", R"({"partitions": 2})"}});
  REQUIRE(test::plan_text(plan) == "update topic/a\nupdate topic/b\ndelete topic/c\n");
  const auto change = [&](const std::string& name, const std::string& fields) {
    world.shelf.objects.at({"topic", name}).fields = *parse_json(fields);
  };
  const auto log = world.shelf.log;
  SUBCASE("a field that is declared, or one of what goes") {
    change("a", R"({"partitions": 1, "replicationFactor": 7})");
    change("b", R"({"partitions": 7})");
    change("c", R"({"partitions": 7})");
    const auto report = world.run(plan);
    REQUIRE(report->errors.size() == 3);
    CHECK(code_name(report->errors[0].second.code) == "DAC0752");
    CHECK(report->errors[0].second.message == "topic a changed since the plan: replicationFactor is 7, was 1");
    CHECK(report->errors[1].second.message == "topic b changed since the plan: partitions is 7, was 1");
    CHECK(report->errors[2].second.message == "topic c changed since the plan: partitions is 7, was 1");
    CHECK(world.shelf.log == log);
  }
  SUBCASE("what nobody declares, and what became as it is wanted, does not matter") {
    change("a", R"({"partitions": 1, "replicationFactor": 1, "z": 7})");
    change("b", R"({"partitions": 2})");
    const auto report = world.run(plan);
    CHECK(report->errors.empty());
    CHECK(report->done == 3);
  }
  SUBCASE("what only follows from other resources may have moved in this very run") {
    change("a", R"({"partitions": 1, "replicationFactor": 1, "uses": "gone"})");
    Plan derived = plan;
    derived.steps[0].calls[0].before.as_map()->set("uses", "1");
    derived.steps[0].calls[0].after.as_map()->set("uses", "2");
    CHECK(world.run(derived)->errors.empty());
  }
}

}  // namespace
}  // namespace dac::planner
