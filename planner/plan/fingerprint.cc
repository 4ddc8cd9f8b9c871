#include "planner/plan/fingerprint.h"

#include <set>
#include <unordered_map>

#include "schema/base/sha256.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

/// Of live fields those that are compared: what is declared, and what we own.
Value compared(const Value& live, const Value& declared, const Value* applied) {
  const Map* fields = live.as_map();
  if (fields == nullptr) return live;
  Map kept;
  for (const auto& [name, value] : *fields) {
    const Value* ours = declared.get(name);
    const Value* was = applied == nullptr ? nullptr : applied->get(name);
    if (ours == nullptr && was == nullptr) continue;
    const Value& shape = ours != nullptr ? *ours : *was;
    kept.set(name, shape.as_map() != nullptr ? compared(value, shape, was) : value);
  }
  return Value(std::move(kept));
}

class Prints {
 public:
  Prints(const DiffInputs& in, const References& references) : in_(in), references_(references) {
    for (const Wanted& item : in.wanted) wanted_[item.resource->id].push_back(&item);
  }

  std::string of(const Change& change) {
    const Step& step = change.step;
    Map about;
    about.set("action", action_name(step.action));
    about.set("resource", step.resource);
    about.set("target", step.target);
    List calls;
    for (const providers::Operation& call : step.calls) {
      const OwnedObject* owned = owned_object(change, call.key);
      Map item;
      item.set("kind", call.key.kind);
      item.set("name", call.key.name);
      item.set("identity", call.identity);
      item.set("before", compared(call.before, call.after.is_null() && owned != nullptr ? owned->applied : call.after,
                                  owned == nullptr ? nullptr : &owned->applied));
      item.set("after", call.after);
      if (!call.fallbacks.is_null()) item.set("fallbacks", call.fallbacks);
      if (call.for_good) item.set("for_good", true);
      calls.emplace_back(std::move(item));
    }
    about.set("calls", std::move(calls));
    List holds;
    for (const OwnedObject& object : step.owned.objects) {
      Map held;
      held.set("identity", object.identity);
      held.set("applied", object.applied);
      holds.emplace_back(std::move(held));
    }
    about.set("holds", std::move(holds));
    about.set("protected", step.owned.is_protected);
    List needs;
    for (const std::string& id : all_needs(step.resource)) needs.emplace_back(state_of(id));
    about.set("needs", std::move(needs));
    return sha256_hex(to_canonical_json(Value(std::move(about))));
  }

 private:
  static const OwnedObject* owned_object(const Change& change, const providers::ObjectKey& key) {
    if (change.owned == nullptr) return nullptr;
    for (const OwnedObject& object : change.owned->objects)
      if (object.key == key) return &object;
    return nullptr;
  }

  /// Everything that a resource depends on, near and far, sorted.
  std::set<std::string> all_needs(const std::string& id) {
    std::set<std::string> needs;
    std::vector<std::string> open{id};
    while (!open.empty()) {
      const std::string at = std::move(open.back());
      open.pop_back();
      for (const schema::Reference& reference : references_.from(at))
        if (reference.via != schema::Via::kConsents && reference.to != id && needs.insert(reference.to).second)
          open.push_back(reference.to);
    }
    return needs;
  }

  /// A digest of a resource as it is wanted and as it is live, in all its targets.
  const std::string& state_of(const std::string& id) {
    const auto [found, is_new] = states_.emplace(id, std::string());
    if (!is_new) return found->second;
    List objects;
    for (const Wanted* item : wanted_[id])
      for (const providers::Object& object : item->objects) {
        const providers::Live* live = in_.snapshot.find(item->target, object.key);
        Map about;
        about.set("target", item->target);
        about.set("name", object.key.name);
        about.set("wanted", object.fields);
        if (live != nullptr && live->presence == providers::Presence::kPresent) {
          about.set("identity", live->identity);
          about.set("live", compared(live->fields, object.fields, nullptr));
        }
        objects.emplace_back(std::move(about));
      }
    return states_[id] = id + " " + sha256_hex(to_canonical_json(Value(std::move(objects))));
  }

  const DiffInputs& in_;
  const References& references_;
  std::unordered_map<std::string, std::vector<const Wanted*>> wanted_;
  std::unordered_map<std::string, std::string> states_;
};

}  // namespace

void set_fingerprints(std::vector<Change>& changes, const DiffInputs& inputs, const References& references) {
  if (changes.empty()) return;
  Prints prints(inputs, references);
  for (Change& change : changes) change.step.fingerprint = prints.of(change);
}

}  // namespace dac::planner
