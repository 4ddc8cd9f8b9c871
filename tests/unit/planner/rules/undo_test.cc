#include "planner/rules/undo.h"

#include <doctest/doctest.h>

namespace dac::planner {
namespace {

Change update(std::vector<FieldChange> fields, Risk risk) {
  Change change;
  change.step.action = Action::kUpdate;
  change.step.resource = "topic/orders";
  change.step.risk = risk;
  change.step.reversible = true;
  change.step.changes = std::move(fields);
  describe_undo(change);
  return change;
}

TEST_CASE("the undo of a change names each field's old value") {
  const Change change = update({{.path = "spec.config[\"retention.ms\"]", .before = Value("1"), .after = Value("2")},
                                {.path = "spec.config[\"x\"]", .before = {}, .after = Value("2")}},
                               Risk::kSafe);
  CHECK(change.step.undo == "set retention.ms to 1; take x away");
  CHECK(change.step.reversible);
}

TEST_CASE("SQL and what a list lost are named, not quoted") {
  Map column;
  column.set("name", "city");
  const Change change = update({{.path = "spec.sql", .before = Value("SELECT 1"), .after = Value("SELECT 2")},
                                {.path = "spec.columns[name=\"city\"]", .before = Value(column), .after = {}}},
                               Risk::kSafe);
  CHECK(change.step.undo == "set sql to what it was; put columns[name=\"city\"] back");
}

TEST_CASE("partitions never go back") {
  const Change grown = update({{.path = "spec.partitions", .before = Value(3), .after = Value(4)},
                               {.path = "spec.config[\"retention.ms\"]", .before = Value("2"), .after = Value("1")}},
                              Risk::kDataLoss);
  CHECK(grown.step.undo == "partitions cannot go back; set retention.ms to 2; lost data does not come back");
  CHECK_FALSE(grown.step.reversible);
}

TEST_CASE("what is forbidden cannot run and has no undo") {
  const Change change = update({{.path = "spec.partitions", .before = Value(3), .after = Value(2)}}, Risk::kForbidden);
  CHECK(change.step.undo.empty());
  CHECK_FALSE(change.step.reversible);
}

TEST_CASE("what was deleted comes back without its data") {
  Change change;
  change.step.action = Action::kDelete;
  change.step.resource = "topic/orders";
  change.step.risk = Risk::kDataLoss;
  describe_undo(change);
  CHECK(change.step.undo == "create topic/orders again, without its data");
  CHECK_FALSE(change.step.reversible);
}

}  // namespace
}  // namespace dac::planner
