#include "planner/rules/rule.h"

#include <doctest/doctest.h>
#include <map>

#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using schema::Via;
using test::PlanWorld;

/// Applies `before`, wants `after`: "risk\n", then the findings.
std::string judged(PlanWorld& world, const std::string& id, const std::string& before, const std::string& after) {
  world.project.ephemeral = true;
  world.want(id, before);
  world.settle();
  world.want(id, after);
  const Plan plan = world.plan();
  if (plan.steps.empty()) return "no step\n";
  return std::string(risk_name(plan.steps[0].risk)) + "\n" + PlanWorld::findings(plan);
}

std::string judged(const std::string& id, const std::string& before, const std::string& after) {
  PlanWorld world;
  return judged(world, id, before, after);
}

std::string config(const std::string& entry) { return R"({"config": {)" + entry + "}}"; }

}  // namespace

TEST_CASE("a pattern matches a path with any key") {
  CHECK(path_matches("spec.columns[*].type", "spec.columns[name=\"a].type\"].type"));
  CHECK_FALSE(path_matches("spec.columns[*]", "spec.columns[name=\"a\"].type"));
  CHECK(path_matches("spec.columns[*]", "spec.columns[name=\"a\\\"]\"]"));
  CHECK(path_matches("spec.sql", "spec.sql"));
  CHECK_FALSE(path_matches("spec.sql", "spec.sqlx"));
  CHECK(element_name("spec.columns[name=\"a\\\"]\"].type") == "a\"]");
}

TEST_CASE("every rule has a judge, a code and a kind") {
  for (const Rule& rule : all_rules()) {
    const bool has_judge = rule.judge != nullptr;
    CHECK(has_judge);
    CHECK(schema::find_kind_lower(rule.kind) != nullptr);
    CHECK(code_info(rule.code).title != "");
  }
}

TEST_CASE("partitions cannot shrink") {
  PlanWorld world;
  CHECK(judged(world, "topic/orders", R"({"partitions": 12})", R"({"partitions": 6})") ==
        "forbidden\nerror[DAC0312] topic/orders: partitions cannot shrink from 12 to 6\n");
  const Plan plan = world.plan();
  const Finding& finding = plan.findings.items()[0];
  CHECK(finding.help == "keep 12; a smaller topic needs a new name and a Pipeline that copies the data");
  REQUIRE(finding.notes.size() == 1);
  CHECK(finding.notes[0].text == "target bus has 12");
  CHECK(finding.origin == Origin{2, 11, 5});
  CHECK(plan.steps[0].blocked_by == std::vector<std::string>{"DAC0312"});
  CHECK(plan.summary.blocked == 1);
  CHECK_FALSE(plan.steps[0].reversible);
}

TEST_CASE("rules about topics") {
  CHECK(judged("topic/a", R"({"partitions": 6})", R"({"partitions": 12})") ==
        "safe\nwarning[DAC0313] topic/a: 12 partitions where there were 6: new events of a key may go to another "
        "partition than "
        "its old ones\n");
  CHECK(judged("topic/a", R"({"replicationFactor": 1})", R"({"replicationFactor": 3})") ==
        "safe\nwarning[DAC0314] topic/a: replicationFactor goes from 1 to 3: all of the topic's data moves between "
        "brokers\n");
  CHECK(judged("topic/a", config(R"("retention.ms": "1000")"), config(R"("retention.ms": "10")")) ==
        "data-loss\nwarning[DAC0315] topic/a: retention.ms goes from 1000 ms (1s) to 10 ms (10ms): older events are "
        "deleted\n");
  CHECK(judged("topic/a", config(R"("retention.ms": "1000")"), config(R"("retention.ms": "-1")")) == "safe\n");
  // An hour is less than most brokers keep; but what this one keeps is not known.
  CHECK(judged("topic/a", config(R"("retention.bytes": "3600000")"), "{}") ==
        "data-loss\nwarning[DAC0315] topic/a: retention.bytes goes from 3600000 to the system's own default, which "
        "it does not tell: older events are deleted where that is shorter\n");
  CHECK(judged("topic/a", config(R"("retention.ms": "-1")"), "{}") ==
        "data-loss\nwarning[DAC0315] topic/a: retention.ms goes from -1 to the system's own default, which it does not "
        "tell: older events are deleted where that is shorter\n");
  CHECK(judged("topic/a", "{}", config(R"("retention.bytes": "5")")) ==
        "data-loss\nwarning[DAC0315] topic/a: retention.bytes goes from -1 to 5: older events are deleted\n");
  CHECK(judged("topic/a", "{}", config(R"("cleanup.policy": "compact")")) ==
        "data-loss\nwarning[DAC0316] topic/a: cleanup.policy goes from delete to compact: all but the last event of "
        "each key are "
        "deleted\n");
  CHECK(judged("topic/a", "{}", config(R"("max.message.bytes": "10")")) ==
        "breaking\nwarning[DAC0317] topic/a: max.message.bytes goes from 1048588 to 10: larger messages, which were "
        "let in, are "
        "refused\n");
  CHECK(judged("topic/a", "{}", config(R"("segment.ms": "10")")) == "safe\n");
}

TEST_CASE("an entry that is dropped is held against what the system has instead") {
  const auto dropped = [](const std::string& entry, const std::string& fallback) {
    PlanWorld world;
    world.provider->fallbacks["a"] = *parse_json("{" + fallback + "}");
    return judged(world, "topic/a", config(entry), "{}");
  };
  CHECK(dropped(R"("retention.ms": "86400000")", R"("retention.ms": "604800000")") == "safe\n");
  CHECK(dropped(R"("retention.ms": "604800000")", R"("retention.ms": "604800000")") == "safe\n");
  CHECK(dropped(R"("retention.ms": "-1")", R"("retention.ms": "-1")") == "safe\n");
  CHECK(dropped(R"("retention.ms": "2592000000")", R"("retention.ms": "604800000")") ==
        "data-loss\nwarning[DAC0315] topic/a: retention.ms goes from 2592000000 ms (30d) to the default, 604800000 ms "
        "(7d): older events are deleted\n");
  CHECK(dropped(R"("retention.bytes": "1048576")", R"("retention.bytes": "-1")") == "safe\n");
  CHECK(
      dropped(R"("retention.bytes": "-1")", R"("retention.bytes": "1048576")") ==
      "data-loss\nwarning[DAC0315] topic/a: retention.bytes goes from -1 to the default, 1048576 (1MiB): older events "
      "are deleted\n");
  CHECK(dropped(R"("cleanup.policy": "compact")", R"("cleanup.policy": "compact")") == "safe\n");
  CHECK(
      dropped(R"("cleanup.policy": "delete")", R"("cleanup.policy": "compact")") ==
      "data-loss\nwarning[DAC0316] topic/a: cleanup.policy goes from delete to the default, compact: all but the last "
      "event of each key are deleted\n");
  CHECK(dropped(R"("max.message.bytes": "1000")", R"("max.message.bytes": "2000")") == "safe\n");
  CHECK(
      dropped(R"("max.message.bytes": "2000000")", R"("max.message.bytes": "1000")") ==
      "breaking\nwarning[DAC0317] topic/a: max.message.bytes goes from 2000000 to the default, 1000: larger messages, "
      "which were let in, are refused\n");
}

TEST_CASE("an approval of going back to a default is one of that very default") {
  PlanWorld world;
  world.project.ephemeral = false;
  world.want("topic/a", config(R"("retention.ms": "2592000000")"));
  world.settle();
  world.want("topic/a", "{}");
  const auto text = [&](const std::string& fallback) {
    world.provider->fallbacks["a"] = *parse_json(R"({"retention.ms": ")" + fallback + "\"}");
    return world.plan().steps.at(0).approve;
  };
  CHECK(text("604800000") == text("604800000"));
  CHECK(text("604800000") != text("3600000"));
}

TEST_CASE("rules about tables") {
  const auto columns = [](const std::string& list) { return R"({"columns": [)" + list + "]}"; };
  const std::string both = columns(R"({"name": "id", "type": "int32"}, {"name": "city", "type": "string"})");
  const std::string id = columns(R"({"name": "id", "type": "int32"})");
  CHECK(judged("table/t", both, id) ==
        "data-loss\nwarning[DAC0322] table/t: column city is dropped with all that it holds\n");
  CHECK(judged("table/t", id, columns(R"({"name": "id", "type": "int64"})")) == "safe\n");
  CHECK(judged("table/t", id, columns(R"({"name": "id", "type": "date"})")) ==
        "data-loss\nwarning[DAC0323] table/t: column id goes from int32 to date, which may not hold what is there\n");
  CHECK(judged("table/t", id, columns(R"({"name": "id", "type": "int32", "nullable": false})")) ==
        "breaking\nwarning[DAC0324] table/t: column id must hold something from now on: rows without it make the "
        "change fail\n");
  CHECK(judged("table/t", id,
               columns(R"({"name": "id", "type": "int32"}, {"name": "x", "type": "date", "nullable": false})")) ==
        "breaking\nwarning[DAC0324] table/t: new column x must hold something, and rows that are there have nothing "
        "for it\n");
  CHECK(judged(
            "table/t", both,
            columns(R"({"name": "id", "type": "int32"}, {"name": "town", "type": "string", "renamedFrom": "city"})")) ==
        "breaking\nwarning[DAC0335] table/t: column city becomes town: who reads it by its old name fails\n");
  CHECK(judged("table/t", R"({"primaryKey": ["a"]})", R"({"primaryKey": ["b"]})") ==
        "breaking\nwarning[DAC0325] table/t: the primary key goes from [\"a\"] to [\"b\"]: rows that agree in the new "
        "one cannot "
        "both stay\n");
  CHECK(judged("table/t", R"({"engine": "a"})", R"({"engine": "b"})") ==
        "forbidden\nerror[DAC0334] table/t: engine cannot change from a to b\n");
}

TEST_CASE("a dropped column that someone reads") {
  PlanWorld world;
  world.want("endpoint/top", "{}");
  world.refer("endpoint/top", Via::kReads, "table/t", {"city"});
  CHECK(judged(world, "table/t",
               R"({"columns": [{"name": "id", "type": "int32"}, {"name": "city", "type": "string"}]})",
               R"({"columns": [{"name": "id", "type": "int32"}]})") ==
        "data-loss\n"
        "warning[DAC0321] table/t: column city goes away and is read by endpoint/top\n"
        "warning[DAC0322] table/t: column city is dropped with all that it holds\n");
}

TEST_CASE("rules about pipelines") {
  const std::string one = R"({"sql": "SELECT 1"})";
  const std::string two = R"({"sql": "SELECT 2"})";
  CHECK(judged("pipeline/p", one, two) ==
        "reprocess\ninfo[DAC0326] pipeline/p: sql of pipeline/p changed: its answer is computed anew\n");
  // Of a field the target's own word stands where it is at least as grave.
  PlanWorld world;
  world.provider->notes = {{codes::kFailed, Risk::kReprocess, "spec.sql", "all events again", ""}};
  CHECK(judged(world, "pipeline/p", one, two) == "reprocess\nerror[DAC0001] pipeline/p: all events again\n");
  world.provider->notes = {{codes::kFailed, Risk::kRestart, "spec.sql", "a restart", ""}};
  CHECK(PlanWorld::findings(world.plan()) ==
        "error[DAC0001] pipeline/p: a restart\n"
        "info[DAC0326] pipeline/p: sql of pipeline/p changed: its answer is computed anew\n");
  CHECK(judged("pipeline/p", R"({"state": "running"})", R"({"state": "stopped"})") ==
        "restart\ninfo[DAC0327] pipeline/p: pipeline/p goes from running to stopped\n");
  CHECK(judged("pipeline/p", R"({"parallelism": 1})", R"({"parallelism": 2})") ==
        "restart\ninfo[DAC0327] pipeline/p: parallelism of pipeline/p changed: it restarts\n");
}

TEST_CASE("rules about endpoints hold where applications call them") {
  const std::string before = R"({"path": "/a", "sql": "SELECT 1", "params": [{"name": "x", "type": "string"}]})";
  const std::map<std::string, std::string> edits = {
      {R"({"path": "/b", "sql": "SELECT 1", "params": [{"name": "x", "type": "string"}]})",
       "warning[DAC0329] endpoint/e: the path goes from /a to /b, and application/web calls it\n"},
      {R"({"path": "/a", "sql": "SELECT 2", "params": [{"name": "x", "type": "string"}]})",
       "warning[DAC0330] endpoint/e: the SQL of endpoint/e changed, and application/web calls it\n"},
      {R"({"path": "/a", "sql": "SELECT 1", "params": []})",
       "warning[DAC0328] endpoint/e: parameter x goes away, and application/web calls it\n"},
      {R"({"path": "/a", "sql": "SELECT 1", "params": [{"name": "x", "type": "date"}]})",
       "warning[DAC0328] endpoint/e: parameter x goes from string to date, and application/web calls it\n"},
      {R"({"path": "/a", "sql": "SELECT 1", "params": [{"name": "x", "type": "string", "required": true}]})",
       "warning[DAC0328] endpoint/e: parameter x becomes required, and application/web calls it\n"},
      {R"({"path": "/a", "sql": "SELECT 1", "params": [{"name": "x", "type": "string"}, {"name": "y", "type": "string", "required": true}]})",
       "warning[DAC0328] endpoint/e: new parameter y is required, and application/web calls it\n"},
  };
  for (const auto& [after, wanted] : edits) {
    CHECK(judged("endpoint/e", before, after) == "safe\n");
    PlanWorld world;
    world.want("application/web", "{}");
    world.refer("application/web", Via::kCalls, "endpoint/e");
    CHECK(judged(world, "endpoint/e", before, after) == "breaking\n" + wanted);
  }
}

TEST_CASE("what the provider knows raises the risk") {
  PlanWorld world;
  world.provider->notes = {{codes::kFailed, Risk::kForbidden, "spec.partitions", "this bus cannot", "ask for another"}};
  CHECK(judged(world, "topic/a", R"({"partitions": 1})", R"({"partitions": 2})").starts_with("forbidden\n"));
  CHECK(world.plan().summary.blocked == 1);
}

TEST_CASE("what the system refuses in a preview is forbidden") {
  PlanWorld world;
  world.provider->previewed.add(codes::kFailed, {}, "the registry says no").resource = "schema/s";
  CHECK(judged(world, "schema/s", R"({"schema": "a"})", R"({"schema": "b"})") ==
        "forbidden\nerror[DAC0001] schema/s: the registry says no\n");
  CHECK(world.plan().steps.at(0).blocked_by == std::vector<std::string>{"DAC0001"});
}

TEST_CASE("a rename is said") {
  PlanWorld world;
  world.project.ephemeral = true;
  world.want("topic/old", "{}");
  world.settle();
  world.unwant("topic/old");
  world.want("topic/new", "{}").renamed_from = "old";
  CHECK(PlanWorld::steps(world.plan()) == "create topic/new\ndelete topic/old\n");
  CHECK(PlanWorld::findings(world.plan()) ==
        "warning[DAC0318] topic/old: delete of topic/old in target bus: its events go with it\n"
        "warning[DAC0332] topic/new: old cannot be renamed in place: topic/new is made new, and old goes if it is "
        "owned\n");
}

}  // namespace dac::planner
