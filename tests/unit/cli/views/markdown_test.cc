#include <doctest/doctest.h>
#include <fmt/format.h>

#include "cli/views/findings.h"
#include "cli/views/plan_human.h"
#include "cli/views/plan_markdown.h"
#include "cli/views/plan_parts.h"
#include "cli/views/text.h"

#include "schema/base/text.h"
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
  CHECK(markdown_safe("<img src=x> @ann [a](b) ::error::x (#12, a_b)") ==
        "&lt;img src=x&gt; `@ann` \\[a\\](b) `::error::x` (`#12`, `a_b`)");
  CHECK(markdown_code("a`b\n::set-output") == "``a`b\\x0a::set-output``");
  CHECK(markdown_code("`") == "`` ` ``");
  CHECK(markdown_safe("a\n## b").find('\n') == std::string::npos);
}

TEST_CASE("what a comment quotes can be copied as it is") {
  CHECK(markdown_safe("add an Approval whose change is `delete topic/a_b@3f9c2a1b` in a file of a_team") ==
        "add an Approval whose change is `delete topic/a_b@3f9c2a1b` in a file of `a_team`");
  planner::Plan plan;
  plan.steps.push_back(step("topic/a_b", planner::Risk::kDataLoss));
  plan.steps[0].blocked_by = {"protect"};
  plan.steps[0].approve = "update topic/a_b@3f9c2a1b";
  plan.findings.add(codes::kFailed, {}, "topic/a_b is protected", "its change is `update topic/a_b@3f9c2a1b`");
  const std::string text = render_plan_markdown(plan, Sources());
  CHECK(text.find("  - is protected: needs an Approval of `update topic/a_b@3f9c2a1b`\n") != std::string::npos);
  CHECK(text.find("help: its change is `update topic/a_b@3f9c2a1b`\n") != std::string::npos);
  CHECK(text.find("\xe2\x80\x8b") == std::string::npos);
  CHECK(text.find("\\_") == std::string::npos);
}

TEST_CASE("what follows a value that goes") {
  planner::Step one = step("topic/orders", planner::Risk::kSafe);
  planner::FieldChange gone{.path = "spec.config[\"retention.ms\"]", .before = Value("2592000000"), .after = {}};
  CHECK(show_change(one, gone).after == "(default)");
  gone.fallback = Value("604800000");
  CHECK(show_change(one, gone).after == "604800000 ms (7d), the default");
  gone = {.path = "subject[\"orders-value\"]", .before = Value(Map()), .after = {}};
  CHECK(show_change(one, gone).after == "(forgotten)");
  one.calls.push_back({.action = planner::Action::kDelete,
                       .key = {"subject", "orders-value"},
                       .resource = {},
                       .identity = {},
                       .before = {},
                       .after = {},
                       .private_part = {}});
  CHECK(show_change(one, gone).after == "nothing");
}

TEST_CASE("a comment says what the terminal says: parts, drift, readers, notes, units") {
  planner::Plan plan;
  plan.environment = "prod";
  plan.steps.push_back(step("topic/orders", planner::Risk::kSafe));
  plan.steps[0].changes[0] = {
      .path = "spec.config[\"retention.ms\"]", .before = Value("2592000000"), .after = Value("86400000")};
  plan.steps.push_back(step("topic/rides", planner::Risk::kSafe));
  plan.steps[1].changes[0].cause = planner::Cause::kDrift;
  plan.drift.push_back({.resource = "topic/orders",
                        .path = "spec.config[\"segment.bytes\"]",
                        .applied = {},
                        .live = Value("1073741824"),
                        .owned = false});
  plan.impact.push_back(
      {.resource = "endpoint/top", .owner = "web", .through = {"pipeline/p"}, .because = "reads orders"});
  plan.findings.add(codes::kFailed, {}, "no").notes.push_back({"the ledger has it"});
  const std::string text = render_plan_markdown(plan, Sources());
  for (const std::string_view part :
       {"### You changed\n\n#### owner `checkout`\n", "### This drifted and goes back to the files\n",
        "  - `config[\"retention.ms\"]`: `2592000000 ms (30d)` → `86400000 ms (1d)`\n",
        "### Live differs from the last apply\n\n- `topic/orders` `config[\"segment.bytes\"]`: applied `nothing`, live "
        "`1073741824 (1GiB)` (not ours)\n",
        "- `endpoint/top` of `web`: reads orders through `pipeline/p`\n", "  - note: the ledger has it\n"})
    CHECK_MESSAGE(text.find(part) != std::string::npos, part, "\n", text);
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

std::string shown(const planner::Plan& plan) { return render_plan(plan, Sources(), Paint(false), {}); }

TEST_CASE("values that do not fit beside each other are shown as a difference") {
  planner::Plan plan;
  plan.steps.push_back(step("pipeline/p", planner::Risk::kReprocess));
  plan.steps[0].changes[0] = {.path = "spec.sql",
                              .before = Value("SELECT ride_id, minutes FROM rides WHERE minutes > 10"),
                              .after = Value("SELECT ride_id, minutes FROM rides WHERE minutes > 20")};
  CHECK(shown(plan).find("      sql:\n"
                         "        - SELECT ride_id, minutes FROM rides WHERE minutes > 10\n"
                         "        + SELECT ride_id, minutes FROM rides WHERE minutes > 20\n") != std::string::npos);
}

TEST_CASE("an element that goes is named with its type") {
  planner::Plan plan;
  plan.steps.push_back(step("table/t", planner::Risk::kSafe));
  Map column;
  column.set("name", "minutes");
  column.set("type", "float64");
  plan.steps[0].changes[0] = {.path = "spec.columns[name=\"minutes\"]", .before = Value(column), .after = {}};
  plan.steps[0].changes.push_back({.path = "spec.indexes[name=\"i\"]", .before = {}, .after = Value(column)});
  CHECK(shown(plan).find("      - column minutes float64\n      + index i float64\n") != std::string::npos);
}

TEST_CASE("what blocks a step is told in names that stand elsewhere") {
  planner::Plan plan;
  plan.steps.push_back(step("schema/ride", planner::Risk::kForbidden));
  plan.steps[0].blocked_by = {"DAC0412", "protect"};
  plan.steps.push_back(step("topic/rides", planner::Risk::kDataLoss));
  plan.steps[1].id = "s2";
  plan.steps[1].approve = "update topic/rides@3f9c2a1b";
  plan.steps[1].blocked_by = {"protect", "s1"};
  const std::string text = shown(plan);
  CHECK(text.find("      blocked by DAC0412\n") != std::string::npos);
  CHECK(text.find("      is protected: needs an Approval of update topic/rides@3f9c2a1b\n"
                  "      waits for schema/ride, which is blocked\n") != std::string::npos);
}

TEST_CASE("no line of a plan is wider than a terminal") {
  planner::Plan plan;
  plan.steps.push_back(step("topic/orders", planner::Risk::kDataLoss));
  plan.steps[0].undo =
      "set a to 1; set b to 2; set c to 3; set d to 4; set e to 5; set f to 6; lost data does not come back";
  plan.drift.push_back({.resource = "topic/a-rather-long-name-of-a-topic",
                        .path = "spec.config[\"segment.bytes\"]",
                        .applied = Value("1048576"),
                        .live = Value("1073741824")});
  const std::string text = render_plan(plan, Sources(), Paint(false, 80), {});
  for (const std::string_view line : split(text, '\n')) CHECK_MESSAGE(display_width(line) <= 80, line);
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
