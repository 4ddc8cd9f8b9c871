#include "planner/apply/schedule.h"

#include <doctest/doctest.h>

namespace dac::planner {
namespace {

std::string text(const std::vector<Schedule::Skip>& skips) {
  std::string out;
  for (const Schedule::Skip& skip : skips) out += std::to_string(skip.step) + ": " + skip.why + "\n";
  return out;
}

ScheduleStep step(const std::string& id, const std::string& target, std::vector<std::string> after = {}) {
  return {.id = id, .name = "topic/" + id, .target = target, .after = std::move(after)};
}

TEST_CASE("steps start in order, in batches of one target that runs nothing") {
  Schedule schedule({step("a", "x"), step("b", "y"), step("c", "x"), step("d", "x", {"a"}), step("e", "x")});
  CHECK(schedule.ready_target() == "x");
  CHECK(schedule.start("x", 2) == std::vector<std::size_t>{0, 2});
  CHECK(schedule.ready_target() == "y");
  CHECK(schedule.start("y", 9) == std::vector<std::size_t>{1});
  CHECK_FALSE(schedule.ready_target().has_value());
  schedule.done(0);
  CHECK_FALSE(schedule.ready_target().has_value());
  schedule.done(2);
  CHECK(schedule.start("x", 9) == std::vector<std::size_t>{3, 4});
  CHECK_FALSE(schedule.is_finished());
  schedule.done(1);
  schedule.done(3);
  schedule.done(4);
  CHECK(schedule.is_finished());
}

TEST_CASE("what needs a failed step is skipped, all the way") {
  Schedule schedule(
      {step("a", "x"), step("b", "x", {"a"}), step("c", "y", {"b", "d"}), step("d", "y"), step("e", "y", {"d"})});
  schedule.start("x", 1);
  schedule.start("y", 1);
  CHECK(text(schedule.failed(0)) ==
        "1: needs topic/a, which was not applied\n"
        "2: needs topic/b, which was not applied\n");
  schedule.done(3);
  CHECK(schedule.start("y", 9) == std::vector<std::size_t>{4});
  schedule.done(4);
  CHECK(schedule.is_finished());
}

TEST_CASE("stop skips what has not started; a step outside the schedule counts as done") {
  Schedule schedule({step("a", "x", {"elsewhere"}), step("b", "x", {"a"})});
  CHECK(schedule.start("x", 1) == std::vector<std::size_t>{0});
  CHECK(text(schedule.stop("interrupted")) == "1: interrupted\n");
  CHECK(schedule.is_running());
  schedule.done(0);
  CHECK(schedule.is_finished());
}

}  // namespace
}  // namespace dac::planner
