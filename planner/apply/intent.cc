#include "planner/apply/intent.h"

#include <algorithm>
#include <array>

#include "planner/apply/compare.h"
#include "planner/ledger/encode.h"

namespace dac::planner {
namespace {

constexpr std::array kActions = {Action::kCreate, Action::kUpdate, Action::kReplace,
                                 Action::kDelete, Action::kAdopt,  Action::kForget};

std::optional<Action> action_of(std::string_view name) {
  const auto* found =
      std::find_if(kActions.begin(), kActions.end(), [&](Action action) { return action_name(action) == name; });
  return found == kActions.end() ? std::nullopt : std::optional(*found);
}

Value store_call(const IntentCall& call) {
  Map map;
  map.set("action", action_name(call.action));
  map.set("kind", call.key.kind);
  map.set("name", call.key.name);
  if (!call.identity.empty()) map.set("identity", call.identity);
  return map;
}

Value store_step(const IntentStep& step) {
  List calls;
  for (const IntentCall& call : step.calls) calls.push_back(store_call(call));
  Map map;
  map.set("step", step.step);
  map.set("resource", step.resource);
  map.set("target", step.target);
  map.set("action", action_name(step.action));
  if (!step.approval.empty()) map.set("approval", step.approval);
  map.set("owned", store_owned(step.owned));
  map.set("calls", std::move(calls));
  return map;
}

std::optional<IntentStep> load_step(const Value& stored) {
  const std::optional<Action> action = action_of(stored.get_string("action"));
  const Value* owned = stored.get("owned");
  const List* calls = stored.get("calls") == nullptr ? nullptr : stored.get("calls")->as_list();
  std::optional<Owned> loaded = owned == nullptr ? std::nullopt : load_owned(*owned);
  if (!action || !loaded || calls == nullptr) return std::nullopt;
  IntentStep step{.step = stored.get_string("step"),
                  .resource = stored.get_string("resource"),
                  .target = stored.get_string("target"),
                  .action = *action,
                  .approval = stored.get_string("approval"),
                  .owned = std::move(*loaded),
                  .calls = {}};
  for (const Value& item : *calls) {
    const std::optional<Action> call = action_of(item.get_string("action"));
    if (!call) return std::nullopt;
    step.calls.push_back({.action = *call,
                          .key = {item.get_string("kind"), item.get_string("name")},
                          .identity = item.get_string("identity")});
  }
  return step;
}

OwnedObject* find_object(Owned& owned, const providers::ObjectKey& key) {
  const auto found = std::find_if(owned.objects.begin(), owned.objects.end(),
                                  [&](const OwnedObject& object) { return object.key == key; });
  return found == owned.objects.end() ? nullptr : &*found;
}

void learn(OwnedObject& object, const DoneCall& done) {
  if (const std::string& identity = done.live.identity.empty() ? done.identity : done.live.identity; !identity.empty())
    object.identity = identity;
  object.applied = fill_unknown(object.applied, done.live.fields);
  if (!done.outputs.is_null()) object.outputs = done.outputs;
  if (!done.private_part.is_null()) object.private_part = done.private_part;
  for (const auto& [text, print] : done.secrets) object.secrets[text] = print;
}

/// Some calls are done and some are not: what we owned, with just those.
OwnershipChange partial_change(const IntentStep& step, const std::vector<DoneCall>& done, const Owned* before) {
  OwnershipChange change{.step = step.step, .gone = false, .owned = before == nullptr ? step.owned : *before};
  if (before == nullptr) change.owned.objects.clear();
  for (const DoneCall& one : done) {
    const IntentCall& call = step.calls[one.call];
    std::erase_if(change.owned.objects, [&](const OwnedObject& object) { return object.key == call.key; });
    Owned after = step.owned;
    OwnedObject* object = call.action == Action::kDelete ? nullptr : find_object(after, call.key);
    if (object == nullptr) continue;
    learn(*object, one);
    change.owned.objects.push_back(std::move(*object));
  }
  change.gone = change.owned.objects.empty();
  return change;
}

}  // namespace

IntentStep intent_of(const Step& step) {
  IntentStep intent{.step = step.id,
                    .resource = step.resource,
                    .target = step.target,
                    .action = step.action,
                    .approval = step.uses_approval ? step.approve : "",
                    .owned = step.owned,
                    .calls = {}};
  intent.owned.resource = step.resource;
  intent.owned.target = step.target;
  intent.calls.reserve(step.calls.size());
  for (const providers::Operation& call : step.calls)
    intent.calls.push_back({.action = call.action, .key = call.key, .identity = call.identity});
  return intent;
}

std::map<std::string, std::string> prints_of(const Value& applied, const SecretPrint& print) {
  std::map<std::string, std::string> prints;
  if (!print) return prints;
  for (const std::string& text : secrets_in(applied))
    if (std::optional<std::string> now = print(Secret{text})) prints.emplace(text, std::move(*now));
  return prints;
}

void keep_prints(IntentStep& intent, const Step& step, const SecretPrint& print) {
  for (const providers::Operation& call : step.calls) {
    OwnedObject* object = call.action == Action::kCreate ? find_object(intent.owned, call.key) : nullptr;
    if (object == nullptr) continue;
    for (auto& [text, now] : prints_of(call.after, print)) object->secrets[text] = std::move(now);
  }
}

Value store_intent(const std::vector<IntentStep>& steps) {
  List list;
  list.reserve(steps.size());
  for (const IntentStep& step : steps) list.push_back(store_step(step));
  return list;
}

std::optional<std::vector<IntentStep>> load_intent(const Value& stored) {
  const List* list = stored.as_list();
  if (list == nullptr) return std::nullopt;
  std::vector<IntentStep> steps;
  steps.reserve(list->size());
  for (const Value& item : *list) {
    std::optional<IntentStep> step = load_step(item);
    if (!step) return std::nullopt;
    steps.push_back(std::move(*step));
  }
  return steps;
}

std::optional<OwnershipChange> change_of(const IntentStep& step, const std::vector<DoneCall>& done,
                                         const Owned* before) {
  if (done.size() < step.calls.size()) {
    if (done.empty()) return std::nullopt;
    return partial_change(step, done, before);
  }
  const bool gone = step.action == Action::kDelete || step.action == Action::kForget;
  OwnershipChange change{.step = step.step, .gone = gone, .owned = step.owned, .approval = step.approval};
  if (gone) change.owned.objects.clear();
  for (const DoneCall& one : done)
    if (OwnedObject* object = find_object(change.owned, step.calls[one.call].key)) learn(*object, one);
  return change;
}

}  // namespace dac::planner
