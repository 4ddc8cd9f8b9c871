#include "planner/plan/hide.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "schema/base/check.h"
#include "schema/kind/field.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::Object;

/// The guarded map of a resource's kind, or nullptr.
const schema::Field* guarded_field(std::string_view resource) {
  const schema::Kind* kind = schema::find_kind_lower(resource.substr(0, resource.find('/')));
  if (kind == nullptr) return nullptr;
  const auto found = std::ranges::find_if(kind->fields, &schema::Field::guarded);
  return found == kind->fields.end() ? nullptr : &*found;
}

class Hider {
 public:
  explicit Hider(const HideInputs& in) : in_(in) {}

  void note(const std::string& resource, const std::string& target) {
    if (guarded_field(resource) != nullptr) targets_[resource] = target;
  }

  /// An entry is public where it is so by all that is known of the resource: as wanted, as applied and as live.
  void ask() {
    if (in_.targets == nullptr || in_.context == nullptr) return;
    std::map<std::string, Question> by_target;
    for (const auto& [resource, target] : targets_)
      for (Object& object : objects_of(resource, target)) {
        by_target[target].objects.push_back(std::move(object));
        by_target[target].resources.push_back(resource);
      }
    for (const auto& [target, question] : by_target) {
      const auto provider = in_.targets->find(target);
      if (provider == in_.targets->end()) continue;
      const auto answers = provider->second->public_entries(question.objects, *in_.context);
      DAC_CHECK(answers.size() == question.objects.size());
      for (std::size_t i = 0; i < answers.size(); ++i) take(question.resources[i], answers[i]);
    }
  }

  void hide(const std::string& resource, const std::string& path, std::optional<Value>& value) const {
    const schema::Field* field = guarded_field(resource);
    if (field == nullptr || !value) return;
    const std::string whole = "spec." + std::string(field->name);
    if (path == "spec" && value->as_map() != nullptr) {
      if (Value* map = value->as_map()->find(field->name)) hide_entries(resource, *map);
    } else if (path == whole) {
      hide_entries(resource, *value);
    } else if (path.starts_with(whole + "[") && path.ends_with(']')) {
      const auto name = parse_json(path.substr(whole.size() + 1, path.size() - whole.size() - 2));
      if (name && name->as_string() != nullptr) hide_entry(resource, *name->as_string(), *value);
    }
  }

 private:
  /// What one target is asked: objects, and the resource of each.
  struct Question {
    std::vector<Object> objects;
    std::vector<std::string> resources;
  };

  [[nodiscard]] std::vector<Object> objects_of(const std::string& id, const std::string& target) const {
    std::vector<Object> objects;
    const schema::Resource* resource = in_.project.find(id);
    providers::ObjectKey key{.kind = id.substr(0, id.find('/')), .name = {}};
    if (resource != nullptr) key.name = resource->native_name();
    if (resource != nullptr) objects.push_back({.key = key, .fields = resource->spec});
    if (const auto owned = in_.ledger.owned.find({id, target}); owned != in_.ledger.owned.end())
      for (const OwnedObject& object : owned->second.objects) {
        objects.push_back({.key = object.key, .fields = object.applied});
        key = object.key;
      }
    const providers::Live* live = in_.snapshot.find(target, key);
    if (live != nullptr && live->presence == providers::Presence::kPresent)
      objects.push_back({.key = key, .fields = live->fields});
    return objects;
  }

  void take(const std::string& resource, const std::vector<std::string>& entries) {
    const auto [known, is_first] = public_.try_emplace(resource, entries.begin(), entries.end());
    if (is_first) return;
    std::erase_if(known->second, [&](const std::string& name) { return !std::ranges::binary_search(entries, name); });
  }

  void hide_entries(const std::string& resource, Value& map) const {
    if (map.as_map() == nullptr) return;
    for (auto& [name, value] : *map.as_map()) hide_entry(resource, name, value);
  }

  void hide_entry(const std::string& resource, const std::string& name, Value& value) const {
    if (value.is_null() || value.is_unknown() || value.as_secret() != nullptr) return;
    const auto known = public_.find(resource);
    if (known == public_.end() || !known->second.contains(name)) value = Value(Hidden{}, value.origin());
  }

  const HideInputs& in_;
  std::map<std::string, std::string> targets_;  // of the resources that are told of
  std::map<std::string, std::set<std::string, std::less<>>> public_;
};

}  // namespace

void hide_guarded(std::span<Change> changes, std::span<DriftItem> drift, const HideInputs& inputs) {
  Hider hider(inputs);
  for (const Change& change : changes) hider.note(change.step.resource, change.step.target);
  for (const DriftItem& item : drift) {
    const schema::Resource* resource = inputs.project.find(item.resource);
    hider.note(item.resource, item.target.empty() && resource != nullptr ? resource->target : item.target);
  }
  hider.ask();
  for (Change& change : changes)
    for (FieldChange& field : change.step.changes)
      for (std::optional<Value>* value : {&field.before, &field.after, &field.fallback})
        hider.hide(change.step.resource, field.path, *value);
  for (DriftItem& item : drift)
    for (std::optional<Value>* value : {&item.applied, &item.live}) hider.hide(item.resource, item.path, *value);
}

void hide_guarded(std::span<Orphan> live, Targets& targets, providers::Context& context) {
  std::map<std::string, std::vector<Orphan*>> by_target;
  for (Orphan& orphan : live)
    if (guarded_field(orphan.live.key.kind) != nullptr) by_target[orphan.target].push_back(&orphan);
  for (const auto& [target, orphans] : by_target) {
    std::vector<Object> objects;
    for (const Orphan* orphan : orphans) objects.push_back({.key = orphan->live.key, .fields = orphan->live.fields});
    const auto answers = targets.at(target)->public_entries(objects, context);
    DAC_CHECK(answers.size() == objects.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      Live& found = orphans[i]->live;
      Value* map =
          found.fields.as_map() == nullptr ? nullptr : found.fields.as_map()->find(guarded_field(found.key.kind)->name);
      if (map == nullptr || map->as_map() == nullptr) continue;
      for (auto& [name, value] : *map->as_map())
        if (!std::ranges::binary_search(answers[i], name)) value = Value(Hidden{}, value.origin());
    }
  }
}

}  // namespace dac::planner
