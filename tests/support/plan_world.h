#pragma once
// A project made of values, one target "bus" in memory, and a ledger state: what a plan is made from. What the tests of
// the planner share.

#include <string>
#include <vector>

#include "planner/apply/execute.h"
#include "planner/plan/build.h"
#include "tests/support/memory_provider.h"
#include "tests/support/temp_folder.h"

namespace dac::test {

class PlanWorld {
 public:
  PlanWorld();

  /// Puts a resource into the files, in place of one of that id: "topic/orders", its spec as JSON. It stands in FILE at
  /// line 10 for each resource; its fields at line 11.
  schema::Resource& want(const std::string& id, const std::string& spec, const std::string& owner = "");
  void unwant(const std::string& id);
  /// `from` refers to `to`.
  void refer(const std::string& from, schema::Via via, const std::string& to, std::vector<std::string> columns = {});

  planner::Plan plan(std::vector<std::string> only = {}, bool destroy = false);
  planner::Plan plan_with(planner::SecretPrint secret_print, std::vector<std::string> rotate);
  planner::Plan offline_plan();
  /// Does what the plan says to the shelf and to the ledger, as an executor would.
  void apply(const planner::Plan& plan);
  /// From here on the ledger is a real one, in a folder of its own, and execute() does what plans say.
  void open_ledger();
  planner::Report execute(const planner::Plan& plan, planner::ExecuteOptions options = {});
  /// What the next run does first: settles what the last one left open.
  Result<> settle_run(const planner::ExecuteOptions& options = {});
  [[nodiscard]] std::string ledger_folder() const { return *folder_ / ".dac"; }
  /// plan, apply.
  void settle() { apply(plan()); }

  /// The live fields of "topic", "orders", to be changed behind dac's back.
  Value& live(const std::string& kind, const std::string& name) { return shelf.objects.at({kind, name}).fields; }
  /// "create topic/orders", one a line, in order.
  static std::string steps(const planner::Plan& plan);
  /// "error[DAC0301] topic/orders: message", one a line.
  static std::string findings(const planner::Plan& plan);
  /// "path: before -> after (cause)", one a line, of the first step.
  static std::string changes(const planner::Plan& plan);

  schema::Project project;
  planner::LedgerState ledger;
  Shelf shelf;
  planner::Targets targets;
  MemoryProvider* provider = nullptr;  // of "bus"; owned by targets
  providers::Context context;
  std::string created = "2026-11-22T10:00:00Z";
  planner::OwnedElsewhere elsewhere;  // what other environments own; plan() knows of it

 private:
  std::optional<TempFolder> folder_;
};

}  // namespace dac::test
