#include "tests/support/small_plan.h"

#include <algorithm>

#include "planner/apply/compare.h"
#include "schema/base/os/process.h"
#include "schema/value/json.h"

namespace dac::test {
namespace {

using planner::LedgerState;
using planner::Owned;
using planner::Plan;
using planner::Step;
using providers::Action;
using providers::ObjectKey;
using providers::Operation;

constexpr const char* kTarget = "bus";

/// On what is live, if it is.
Operation operation(Action action, const ObjectKey& key, const Shelf& shelf, const Value& after) {
  const auto live = shelf.objects.find(key);
  const bool is_there = live != shelf.objects.end();
  return {.action = action,
          .key = key,
          .resource = "topic/" + key.name,
          .identity = is_there ? live->second.identity : "",
          .before = is_there ? live->second.fields : Value(),
          .after = after,
          .private_part = {}};
}

/// Adds the object to what will be owned, and the call that it needs.
void want(Step& step, const ObjectKey& key, const std::string& json, Shelf& shelf) {
  const Value fields = *parse_json(json);
  const auto live = shelf.objects.find(key);
  const std::string identity = live == shelf.objects.end() ? "" : live->second.identity;
  step.owned.objects.push_back(
      {.key = key, .identity = identity, .applied = fields, .outputs = {}, .private_part = {}});
  if (live == shelf.objects.end()) {
    step.calls.push_back(operation(Action::kCreate, key, shelf, fields));
  } else if (planner::find_difference(fields, live->second.fields)) {
    step.calls.push_back(operation(Action::kUpdate, key, shelf, fields));
  }
}

bool same_objects(const Owned& a, const Owned& b) {
  return a.objects.size() == b.objects.size() &&
         std::equal(a.objects.begin(), a.objects.end(), b.objects.begin(), [](const auto& x, const auto& y) {
           return x.key == y.key && x.identity == y.identity && x.applied == y.applied;
         });
}

Step step_for(const WantedThing& thing, const LedgerState& ledger, Shelf& shelf) {
  Step step;
  step.resource = "topic/" + thing.name;
  step.target = kTarget;
  step.owned.resource = step.resource;
  step.owned.target = kTarget;
  want(step, {"topic", thing.name}, thing.fields, shelf);
  if (!thing.extra.empty()) want(step, {"extra", thing.name}, thing.extra, shelf);
  const auto owned = ledger.owned.find({step.resource, kTarget});
  step.action = owned != ledger.owned.end() ? Action::kUpdate : Action::kAdopt;
  if (!step.calls.empty() && step.calls.front().action == Action::kCreate) step.action = Action::kCreate;
  if (owned != ledger.owned.end() && step.calls.empty() && same_objects(owned->second, step.owned))
    step.owned.resource.clear();
  return step;
}

Step step_away(const Owned& owned, Shelf& shelf) {
  Step step;
  step.resource = owned.resource;
  step.target = owned.target;
  step.action = Action::kDelete;
  step.owned = owned;
  for (const auto& object : owned.objects)
    if (shelf.objects.contains(object.key)) step.calls.push_back(operation(Action::kDelete, object.key, shelf, {}));
  if (step.calls.empty()) step.action = Action::kForget;
  return step;
}

}  // namespace

Plan small_plan(const std::vector<WantedThing>& wanted, const LedgerState& ledger, Shelf& shelf) {
  shelf.load();
  Plan plan;
  plan.nonce = os::random_hex(8);
  plan.ledger_tip = ledger.tip;
  plan.ledger_serial = ledger.serial;
  plan.identities[kTarget] = shelf.id;
  const auto add = [&](Step step) {
    step.id = "s" + std::to_string(plan.steps.size() + 1);
    plan.steps.push_back(std::move(step));
  };
  for (const WantedThing& thing : wanted) {
    Step step = step_for(thing, ledger, shelf);
    if (step.owned.resource.empty()) continue;  // unchanged
    for (const Step& earlier : plan.steps)
      if (std::any_of(thing.after.begin(), thing.after.end(),
                      [&](const std::string& name) { return "topic/" + name == earlier.resource; }))
        step.after.push_back(earlier.id);
    add(std::move(step));
  }
  for (const auto& [key, owned] : ledger.owned)
    if (std::none_of(wanted.begin(), wanted.end(),
                     [&](const WantedThing& thing) { return "topic/" + thing.name == owned.resource; }))
      add(step_away(owned, shelf));
  return plan;
}

std::string plan_text(const Plan& plan) {
  std::string text;
  for (const Step& step : plan.steps)
    text += std::string(planner::action_name(step.action)) + " " + step.resource + "\n";
  return text;
}

}  // namespace dac::test
