#include "planner/plan/select.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "schema/base/text.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

constexpr std::string_view kForms =
    "a selector is kind=Topic, name=orders*, owner=checkout, label=tier:gold or topic/orders";

/// What a selector that fits nothing may have meant: another id, name or owner.
std::string meant_by(const std::string& selector, const DiffInputs& inputs) {
  std::set<std::string> ids;
  std::set<std::string> owners;
  for (const Wanted& item : inputs.wanted) {
    ids.insert({item.resource->id, item.resource->made_by});
    owners.insert(item.resource->owner);
  }
  for (const auto& [key, owned] : inputs.ledger.owned) ids.insert({owned.resource, owned.made_by});
  ids.erase("");
  std::set<std::string> known;
  for (const std::string& id : ids) known.insert({id, "name=" + id.substr(id.find('/') + 1)});
  for (const std::string& owner : owners)
    if (!owner.empty()) known.insert("owner=" + owner);
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  return did_you_mean(selector, candidates);
}

/// The core's kinds, those that the Blueprints make, and those of whose instances the ledger still holds something: of
/// these only the lower case is known.
std::vector<std::string> known_kinds(const DiffInputs& inputs) {
  std::vector<std::string> kinds;
  std::set<std::string> lower;
  const auto add = [&](std::string_view kind) {
    if (lower.insert(to_lower(kind)).second) kinds.emplace_back(kind);
  };
  for (const schema::Kind& kind : schema::core_kinds()) add(kind.name);
  for (const schema::Resource* blueprint : inputs.project.of_kind("Blueprint"))
    add(blueprint->spec.get_string("instanceKind"));
  for (const auto& [key, owned] : inputs.ledger.owned)
    if (!owned.made_by.empty()) add(std::string_view(owned.made_by).substr(0, owned.made_by.find('/')));
  return kinds;
}

std::string guess_kind(std::string_view written, const std::vector<std::string>& kinds) {
  const bool is_lower = written == to_lower(written);  // "topic" for "topik", "Topic" for "Topik"
  std::vector<std::string> names;
  for (const std::string& kind : kinds) names.push_back(is_lower ? to_lower(kind) : kind);
  return did_you_mean(written, std::vector<std::string_view>(names.begin(), names.end()));
}

}  // namespace

std::optional<Selection::Term> Selection::parse(const std::string& selector, const std::vector<std::string>& kinds,
                                                Findings& findings) {
  const auto has_kind = [&](std::string_view kind) {
    return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& known) {
      return kind == known || kind == to_lower(known) || to_lower(kind) == known;
    });
  };
  const auto bad = [&](std::string message, std::string help) {
    findings.add(codes::kBadSelector, {}, std::move(message), std::move(help));
    return std::nullopt;
  };
  const std::size_t equals = selector.find('=');
  if (equals == std::string::npos) {
    const std::size_t slash = selector.find('/');
    const std::string_view lower = std::string_view(selector).substr(0, slash);
    if (slash == std::string::npos) return bad(fmt::format("'{}' is no selector", selector), std::string(kForms));
    if (lower != to_lower(lower) || !has_kind(lower)) {
      const std::string guess = guess_kind(to_lower(lower), kinds);
      return bad(fmt::format("there is no kind '{}'", lower), guess.empty() ? std::string(kForms) : guess);
    }
    return Term{Sort::kId, {}, selector};
  }
  const std::string name = selector.substr(0, equals);
  std::string value = selector.substr(equals + 1);
  if (name == "kind") {
    if (has_kind(value)) return Term{Sort::kKind, {}, to_lower(value)};
    return bad(fmt::format("there is no kind '{}'", value), guess_kind(value, kinds));
  }
  if (name == "name") return Term{Sort::kName, {}, std::move(value)};
  if (name == "owner") return Term{Sort::kOwner, {}, std::move(value)};
  const std::size_t colon = value.find(':');
  if (name != "label" || colon == std::string::npos)
    return bad(fmt::format("'{}' is no selector", selector), std::string(kForms));
  return Term{Sort::kLabel, value.substr(0, colon), value.substr(colon + 1)};
}

Selection::Selection(const std::vector<std::string>& selectors, Findings& findings) {
  if (selectors.empty()) return;
  std::vector<std::string> kinds;
  for (const schema::Kind& kind : schema::core_kinds()) kinds.emplace_back(kind.name);
  for (const std::string& selector : selectors)
    if (std::optional<Term> term = parse(selector, kinds, findings)) terms_.push_back(*std::move(term));
  if (terms_.empty()) terms_.push_back({Sort::kId, {}, {}});
}

Selection::Selection(const std::vector<std::string>& selectors, const DiffInputs& inputs, Findings& findings) {
  if (selectors.empty()) return;
  const std::vector<std::string> kinds = known_kinds(inputs);
  for (const std::string& selector : selectors) {
    const std::optional<Term> term = parse(selector, kinds, findings);
    if (!term) continue;
    const auto wanted = [&](const Wanted& item) {
      return matches(*term, {item.resource->id, item.resource->owner, item.resource->made_by, &item.resource->labels});
    };
    const auto owned = [&](const auto& entry) {
      return matches(*term, {entry.second.resource, entry.second.owner, entry.second.made_by});
    };
    const bool names_something = std::any_of(inputs.wanted.begin(), inputs.wanted.end(), wanted) ||
                                 std::any_of(inputs.ledger.owned.begin(), inputs.ledger.owned.end(), owned);
    if (!names_something) {
      const std::string guess = meant_by(selector, inputs);
      findings.add(codes::kBadSelector, {}, fmt::format("'{}' selects nothing", selector),
                   guess.empty()
                       ? fmt::format("nothing that environment {} wants or owns fits it", inputs.project.environment)
                       : guess);
    }
    terms_.push_back(*term);
  }
  // A selection that could not be read selects nothing rather than everything.
  if (terms_.empty()) terms_.push_back({Sort::kId, {}, {}});
}

bool Selection::matches(const Term& term, const Facts& facts) {
  const std::size_t slash = facts.id.find('/');
  switch (term.sort) {
    case Sort::kId:
      return facts.id == term.value || (!facts.made_by.empty() && facts.made_by == term.value);
    case Sort::kKind:
      return facts.id.substr(0, slash) == term.value || facts.made_by.substr(0, facts.made_by.find('/')) == term.value;
    case Sort::kName:
      return glob_matches(term.value, facts.id.substr(slash + 1));
    case Sort::kOwner:
      return facts.owner == term.value;
    case Sort::kLabel: {
      const Value* label = facts.labels == nullptr ? nullptr : facts.labels->find(term.key);
      const std::string* text = label == nullptr ? nullptr : label->as_string();
      return text != nullptr && *text == term.value;
    }
  }
  return false;
}

bool Selection::any_matches(const Facts& facts) const {
  return terms_.empty() ||
         std::any_of(terms_.begin(), terms_.end(), [&](const Term& term) { return matches(term, facts); });
}

bool Selection::selects(std::string_view id, std::string_view owner) const { return any_matches({id, owner, {}}); }

bool Selection::selects(const schema::Resource& resource) const {
  return any_matches({resource.id, resource.owner, resource.made_by, &resource.labels});
}

bool Selection::selects(const Change& change) const {
  if (change.wanted != nullptr) return selects(*change.wanted->resource);
  return any_matches({change.step.resource, change.step.owner, change.step.instance});
}

namespace {

using ObjectAt = std::pair<std::string_view, const providers::ObjectKey*>;

struct SameObject {
  bool operator()(const ObjectAt& a, const ObjectAt& b) const {
    return a.first != b.first ? a.first < b.first : *a.second < *b.second;
  }
};

/// Which changes give up objects that one resource may own: by object, the positions.
std::map<ObjectAt, std::vector<std::size_t>, SameObject> givers_of(const std::vector<Change>& changes) {
  std::map<ObjectAt, std::vector<std::size_t>, SameObject> givers;
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (changes[i].wanted == nullptr && changes[i].owned != nullptr)
      for (const OwnedObject& object : changes[i].owned->objects)
        if (!object.used && !object.shared) givers[{changes[i].step.target, &object.key}].push_back(i);
  return givers;
}

}  // namespace

void keep_selected(std::vector<Change>& changes, const Selection& selection) {
  if (selection.everything()) return;
  std::vector<bool> keep(changes.size());
  std::vector<std::size_t> open;
  const auto take = [&](std::size_t i) {
    if (!keep[i]) open.push_back(i);
    keep[i] = true;
  };
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (selection.selects(changes[i])) take(i);
  const auto givers = givers_of(changes);
  while (!open.empty()) {
    const Change& change = changes[open.back()];
    open.pop_back();
    for (const std::size_t first : change.after) take(first);
    // Who takes an object takes it from whom the ledger has it from: nothing has two owners.
    if (givers.empty() || change.wanted == nullptr) continue;
    for (const providers::Object& object : change.wanted->objects)
      if (const auto found = givers.find({change.step.target, &object.key}); found != givers.end())
        for (const std::size_t giver : found->second) take(giver);
  }
  std::vector<std::size_t> place(changes.size());
  std::vector<Change> kept;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!keep[i]) continue;
    place[i] = kept.size();
    for (std::size_t& first : changes[i].after) first = place[first];
    kept.push_back(std::move(changes[i]));
  }
  changes = std::move(kept);
}

}  // namespace dac::planner
