#include "tests/support/plan_world.h"

#include <algorithm>
#include <tuple>

#include "schema/base/check.h"
#include "schema/value/json.h"

namespace dac::test {
namespace {

using planner::Action;
using planner::Plan;
using planner::Step;

/// Gives every value a place.
Value placed(const Value& value, Origin origin) {
  Value copy = value;
  copy.set_origin(origin);
  if (Map* map = copy.as_map())
    for (auto& [key, child] : *map) child = placed(child, origin);
  if (List* list = copy.as_list())
    for (Value& child : *list) child = placed(child, origin);
  return copy;
}

std::string shown(const std::optional<Value>& value) { return value ? to_json(*value) : "nothing"; }

}  // namespace

PlanWorld::PlanWorld() {
  project.name = "shop";
  project.environment = "prod";
  auto sources = std::make_shared<Sources>();
  sources->add("dac.yaml", "");
  sources->add("shop.yaml", "");
  project.sources = sources;
  project.targets.push_back({.name = "bus", .provider = "memory", .kinds = {}, .config = {}, .origin = {1, 5, 7}});
  auto made = std::make_unique<MemoryProvider>(shelf);
  provider = made.get();
  targets["bus"] = std::move(made);
  ledger.tip = "tip";
  ledger.serial = 1;
}

schema::Resource& PlanWorld::want(const std::string& id, const std::string& spec, const std::string& owner) {
  unwant(id);
  schema::Resource resource;
  resource.kind = schema::find_kind_lower(id.substr(0, id.find('/')));
  DAC_CHECK(resource.kind != nullptr);
  resource.id = id;
  resource.name = id.substr(id.find('/') + 1);
  resource.owner = owner;
  resource.spec = placed(*parse_json(spec), {2, 11, 5});
  resource.origin = {2, 10, 1};
  if (resource.kind->has_target) resource.target = "bus";
  const auto at =
      std::lower_bound(project.resources.begin(), project.resources.end(), id,
                       [](const schema::Resource& other, const std::string& key) { return other.id < key; });
  return *project.resources.insert(at, std::move(resource));
}

void PlanWorld::unwant(const std::string& id) {
  std::erase_if(project.resources, [&](const schema::Resource& resource) { return resource.id == id; });
}

void PlanWorld::refer(const std::string& from, schema::Via via, const std::string& to,
                      std::vector<std::string> columns) {
  project.references.push_back({from, to, via, {2, 12, 9}, std::move(columns)});
  std::sort(project.references.begin(), project.references.end(),
            [](const auto& a, const auto& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
}

Plan PlanWorld::plan(std::vector<std::string> only, bool destroy) {
  const auto wanted = planner::wanted_of(project, targets);
  const auto snapshot = planner::refresh(wanted, ledger, targets, context);
  return planner::build_plan({.project = project,
                              .ledger = ledger,
                              .snapshot = snapshot,
                              .wanted = wanted,
                              .targets = &targets,
                              .context = &context,
                              .only = std::move(only),
                              .destroy = destroy,
                              .nonce = "n1",
                              .created = created,
                              .elsewhere = &elsewhere});
}

Plan PlanWorld::plan_with(planner::SecretPrint secret_print, std::vector<std::string> rotate) {
  const auto wanted = planner::wanted_of(project, targets);
  const auto snapshot = planner::refresh(wanted, ledger, targets, context);
  return planner::build_plan({.project = project,
                              .ledger = ledger,
                              .snapshot = snapshot,
                              .wanted = wanted,
                              .targets = &targets,
                              .context = &context,
                              .only = {},
                              .destroy = false,
                              .nonce = created + std::to_string(ledger.serial),
                              .created = created,
                              .secret_print = std::move(secret_print),
                              .rotate = std::move(rotate)});
}

Result<> PlanWorld::settle_run(const planner::ExecuteOptions& options) {
  const auto handle =
      std::move(*planner::open_dir_ledger(*folder_ / ".dac/ledger/prod", std::chrono::milliseconds(50)));
  Result<> settled = planner::settle(*handle, targets, context, options);
  ledger = *handle->read();
  return settled;
}

Plan PlanWorld::offline_plan() {
  const auto wanted = planner::wanted_of(project, targets);
  const auto snapshot = planner::from_ledger(ledger);
  return planner::build_plan({.project = project,
                              .ledger = ledger,
                              .snapshot = snapshot,
                              .wanted = wanted,
                              .targets = nullptr,
                              .context = nullptr,
                              .only = {},
                              .destroy = false,
                              .nonce = "n1",
                              .created = created});
}

void PlanWorld::apply(const Plan& plan) {
  for (const Step& step : plan.steps) {
    for (const providers::Operation& call : step.calls) shelf.apply(call);
    if (step.uses_approval) ledger.used_approvals.insert(step.approve);
    const planner::OwnedKey key{step.resource, step.target};
    if (step.action == Action::kDelete || step.action == Action::kForget) {
      ledger.owned.erase(key);
      continue;
    }
    planner::Owned owned = step.owned;
    for (planner::OwnedObject& object : owned.objects) object.identity = shelf.objects.at(object.key).identity;
    ledger.owned[key] = std::move(owned);
  }
}

void PlanWorld::open_ledger() {
  folder_.emplace();
  ledger = *(*planner::open_dir_ledger(*folder_ / ".dac/ledger/prod", std::chrono::milliseconds(50)))->read();
}

planner::Report PlanWorld::execute(const Plan& plan, planner::ExecuteOptions options) {
  const auto handle =
      std::move(*planner::open_dir_ledger(*folder_ / ".dac/ledger/prod", std::chrono::milliseconds(50)));
  planner::Report report = *planner::execute(plan, *handle, targets, context, options);
  ledger = *handle->read();
  return report;
}

std::string PlanWorld::steps(const Plan& plan) {
  std::string text;
  for (const Step& step : plan.steps)
    text += std::string(planner::action_name(step.action)) + " " + step.resource + "\n";
  return text;
}

std::string PlanWorld::findings(const Plan& plan) {
  std::string text;
  for (const Finding& finding : plan.findings.items()) {
    text += std::string(severity_name(finding.severity)) + "[" + code_name(finding.code) + "]";
    if (!finding.resource.empty()) text += " " + finding.resource;
    text += ": " + finding.message + "\n";
  }
  return text;
}

std::string PlanWorld::changes(const Plan& plan) {
  std::string text;
  if (plan.steps.empty()) return text;
  for (const planner::FieldChange& change : plan.steps.front().changes)
    text += change.path + ": " + shown(change.before) + " -> " + shown(change.after) + " (" +
            std::string(cause_name(change.cause)) + ")\n";
  return text;
}

}  // namespace dac::test
