#include <doctest/doctest.h>
#include <fmt/format.h>

#include "cli/views/findings.h"
#include "cli/views/plan_human.h"
#include "cli/views/plan_markdown.h"
#include "cli/views/text.h"

#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

planner::Step step(std::string resource, planner::Risk risk) {
  planner::Step made;
  made.id = "s1";
  made.action = planner::Action::kUpdate;
  made.resource = std::move(resource);
  made.target = "bus";
  made.owner = "checkout";
  made.risk = risk;
  made.changes.push_back({.path = "spec.partitions", .before = Value(1), .after = Value(3)});
  return made;
}

TEST_CASE("values inject neither markup nor mentions nor workflow commands") {
  CHECK(markdown_safe("<img src=x> @ann [a](b) ::error::x") ==
        "&lt;img src=x&gt; @\xe2\x80\x8b"
        "ann \\[a\\](b) :\xe2\x80\x8b:\xe2\x80\x8b"
        "error:\xe2\x80\x8b:\xe2\x80\x8bx");
  CHECK(markdown_code("a`b\n::set-output") == "`a'b\\x0a::set-output`");
  CHECK(markdown_safe("a\n## b").find('\n') == std::string::npos);
}

TEST_CASE("a comment never grows over the limit and never drops a risky step") {
  planner::Plan plan;
  plan.environment = "prod";
  for (int i = 0; i < 2000; ++i) plan.steps.push_back(step(fmt::format("topic/safe{}", i), planner::Risk::kSafe));
  for (int i = 0; i < 300; ++i) plan.steps.push_back(step(fmt::format("topic/risky{}", i), planner::Risk::kDataLoss));
  const std::string text = render_plan_markdown(plan, Sources());
  CHECK(text.size() <= kMarkdownLimit);
  for (int i = 0; i < 300; ++i) CHECK(text.find(fmt::format("risky{}", i)) != std::string::npos);
  CHECK(text.find("2000 safe steps") != std::string::npos);
  for (int i = 0; i < 30'000; ++i) plan.steps.push_back(step(fmt::format("topic/r{}", i), planner::Risk::kDataLoss));
  CHECK(render_plan_markdown(plan, Sources()).size() <= kMarkdownLimit);
}

TEST_CASE("a person reads what changes, with a word beside each sign") {
  planner::Plan plan;
  plan.environment = "prod";
  plan.steps.push_back(step("topic/orders", planner::Risk::kSafe));
  plan.summary.update = 1;
  plan.summary.unchanged = 12;
  CHECK(render_plan(plan, Sources(), Paint(false), {}) ==
        "You changed\n\n owner checkout\n  ~ update topic/orders  on bus\n      partitions: 1 -> 3\n\n"
        "plan for prod: 1 to update; 12 unchanged\n");
}

TEST_CASE("terminal text holds no control characters of data") {
  planner::Plan plan;
  plan.environment = "prod\x1b[2J";
  plan.steps.push_back(step("topic/\x1b]8;;x", planner::Risk::kSafe));
  CHECK(render_plan(plan, Sources(), Paint(false), {}).find('\x1b') == std::string::npos);
}

TEST_CASE("a finding shows its line with a caret") {
  Sources sources;
  sources.add("teams/checkout/orders.yaml", "kind: Topic\nspec:\n  partitions: 6\n");
  Finding finding{.code = codes::kFailed,
                  .message = "partitions cannot shrink from 12 to 6",
                  .origin = {1, 3, 15},
                  .help = "keep 12",
                  .notes = {{"target bus has 12"}}};
  CHECK(render_finding(finding, sources, Paint(false)) ==
        "teams/checkout/orders.yaml:3:15: error[DAC0001]: partitions cannot shrink from 12 to 6\n"
        "    3 |   partitions: 6\n"
        "      |               ^\n"
        "   note: target bus has 12\n"
        "   help: keep 12\n");
}

TEST_CASE("a long change of a text is fenced, and cannot leave the fence") {
  planner::Plan plan;
  plan.steps.push_back(step("pipeline/p", planner::Risk::kReprocess));
  plan.steps[0].changes[0].before = Value("a\n```\nb\n");
  plan.steps[0].changes[0].after = Value("a\n````\nb\n");
  const std::string text = render_plan_markdown(plan, Sources());
  CHECK_MESSAGE(text.find("\n    `````diff\n      a\n    - ```\n    + ````\n      b\n    `````\n") != std::string::npos,
                text);
}

TEST_CASE("tables line up, wide characters too") {
  CHECK(show_table({{"city", "n"}, {"東京", "12"}, {"Oslo", "3"}}, {false, true}) == "city   n\n東京  12\nOslo   3\n");
}

}  // namespace
}  // namespace dac::cli
