// Any plan ends with every step told of once and in order; after any applies, with or without a fault, the plan is
// empty and nothing was made twice.

#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>

#include "planner/apply/execute.h"
#include "planner/apply/schedule.h"
#include "schema/value/json.h"
#include "tests/support/faulty_provider.h"
#include "tests/support/small_plan.h"
#include "tests/support/temp_folder.h"

namespace dac::planner {
namespace {

using namespace std::chrono_literals;
using test::Fault;
using test::WantedThing;

void schedule_ends() {
  const auto size = *rc::gen::inRange(1, 30);
  std::vector<ScheduleStep> steps;
  for (int i = 0; i < size; ++i) {
    ScheduleStep step{.id = std::to_string(i),
                      .name = "n",
                      .target = std::string(1, static_cast<char>('a' + *rc::gen::inRange(0, 3))),
                      .after = {}};
    for (int j = 0; j < i; ++j)
      if (*rc::gen::inRange(0, 6) == 0) step.after.push_back(std::to_string(j));
    steps.push_back(std::move(step));
  }
  Schedule schedule(steps);
  std::map<std::size_t, char> fate;  // d, f, s
  const auto skip = [&](const std::vector<Schedule::Skip>& skips) {
    for (const auto& one : skips) RC_ASSERT(fate.emplace(one.step, 's').second);
  };
  while (const auto target = schedule.ready_target()) {
    for (const std::size_t step : schedule.start(*target, static_cast<std::size_t>(*rc::gen::inRange(1, 4)))) {
      for (const std::string& id : steps[step].after) RC_ASSERT(fate.at(std::stoul(id)) == 'd');
      const bool fails = *rc::gen::inRange(0, 5) == 0;
      RC_ASSERT(fate.emplace(step, fails ? 'f' : 'd').second);
      if (fails) {
        skip(schedule.failed(step));
      } else {
        schedule.done(step);
      }
    }
    if (*rc::gen::inRange(0, 20) == 0) skip(schedule.stop("interrupted"));
  }
  RC_ASSERT(schedule.is_finished());
  RC_ASSERT(fate.size() == steps.size());
}

/// `with_extra`: those that have a second object, in every round.
std::vector<WantedThing> some_things(const std::string& with_extra) {
  std::vector<WantedThing> things;
  for (const std::string name : {"a", "b", "c", "d"}) {
    if (*rc::gen::arbitrary<bool>()) continue;
    WantedThing thing{.name = name, .fields = R"({"x": )" + std::to_string(*rc::gen::inRange(0, 3)) + "}"};
    if (with_extra.find(name) != std::string::npos)
      thing.extra = R"({"y": )" + std::to_string(*rc::gen::inRange(0, 3)) + "}";
    if (!things.empty() && *rc::gen::arbitrary<bool>()) thing.after = {things.back().name};
    things.push_back(std::move(thing));
  }
  return things;
}

/// "topic a {...}" a line: what is there.
std::string held(const test::Shelf& shelf) {
  std::string text;
  for (const auto& [key, object] : shelf.objects)
    text += key.kind + " " + key.name + " " + to_json(object.fields) + "\n";
  return text;
}

/// What is there where just this is wanted.
std::string held_of(const std::vector<WantedThing>& wanted) {
  test::Shelf shelf;
  for (const WantedThing& thing : wanted) {
    shelf.put({"topic", thing.name}, *parse_json(thing.fields));
    if (!thing.extra.empty()) shelf.put({"extra", thing.name}, *parse_json(thing.extra));
  }
  return held(shelf);
}

void applies_converge() {
  const test::TempFolder root;
  test::Shelf shelf;
  providers::Context context;
  context.deadline = 5ms;
  const auto apply = [&](const std::vector<WantedThing>& wanted, std::unique_ptr<providers::Provider> provider) {
    Targets targets;
    targets["bus"] = std::move(provider);
    const auto ledger = std::move(*open_dir_ledger(root / "ledger/prod", 50ms));
    const Plan plan = test::small_plan(wanted, *ledger->read(), shelf);
    RC_ASSERT(execute(plan, *ledger, targets, context, {}).has_value());
    return test::plan_text(test::small_plan(wanted, *ledger->read(), shelf));
  };
  const std::string with_extra = *rc::gen::element<std::string>("", "a", "bd", "abcd");
  const auto rounds = *rc::gen::inRange(1, 4);
  for (int round = 0; round < rounds; ++round) {
    const auto wanted = some_things(with_extra);
    const auto fault = *rc::gen::element(Fault::kRefused, Fault::kBusy, Fault::kAnswerLost, Fault::kWrongRefusal,
                                         Fault::kPending, Fault::kRestSilent, Fault::kReadFails);
    const auto at = *rc::gen::inRange(1, 6);
    apply(wanted, std::make_unique<test::FaultyProvider>(std::make_unique<test::ShelfProvider>(shelf), fault, at));
    RC_ASSERT(apply(wanted, std::make_unique<test::ShelfProvider>(shelf)).empty());
    RC_ASSERT(held(shelf) == held_of(wanted));  // nothing lost, nothing left, nothing twice
  }
}

TEST_CASE("property: a schedule ends every step once, after what it needs") { CHECK(rc::check(schedule_ends)); }

TEST_CASE("property: after any applies the plan is empty") { CHECK(rc::check(applies_converge)); }

}  // namespace
}  // namespace dac::planner
