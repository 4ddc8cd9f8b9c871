#include "planner/diff/compare.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/apply/compare.h"
#include "planner/diff/fields.h"
#include "planner/diff/others.h"
#include "schema/diag/codes/change.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Presence;

constexpr std::size_t kShort = 40;  // a value that fits into a sentence

const OwnedObject* find_owned(const Owned* owned, const ObjectKey& key) {
  if (owned == nullptr) return nullptr;
  const auto found = std::find_if(owned->objects.begin(), owned->objects.end(),
                                  [&](const OwnedObject& object) { return object.key == key; });
  return found == owned->objects.end() ? nullptr : &*found;
}

/// Whether the files protect it; where all may be thrown away nothing is, whatever `protect` says.
bool is_guarded(const schema::Project& project, const schema::Resource& resource) {
  return !project.ephemeral && resource.is_protected(false);
}

/// Objects that stay live when their resource no longer implies them: versions of a subject outlive the topic that
/// asked for it.
bool outlives(const ObjectKey& key) { return key.kind == "subject"; }

}  // namespace

std::string prefix_of(const ObjectKey& key, bool primary) {
  return primary ? "spec" : key.kind + "[" + json_quote(key.name) + "]";
}

bool has_spec_shape(std::string_view resource, const ObjectKey& key) {
  return resource.starts_with(key.kind + "/") || key.kind == "subject";
}

std::span<const schema::Field> fields_of(std::string_view resource, const ObjectKey& key) {
  const schema::Kind* kind =
      has_spec_shape(resource, key) ? schema::find_kind_lower(resource.substr(0, resource.find('/'))) : nullptr;
  return kind == nullptr ? std::span<const schema::Field>() : kind->fields;
}

bool is_primary_of(const Owned& owned, std::size_t index) {
  return index == 0 && has_spec_shape(owned.resource, owned.objects[index].key);
}

bool is_other(const OwnedObject& owned, const Live& live) {
  return !owned.identity.empty() && !live.identity.empty() && owned.identity != live.identity;
}

std::vector<FieldChange> removed_changes(const Snapshot& snapshot, const Owned& owned) {
  std::vector<FieldChange> changes;
  for (std::size_t i = 0; i < owned.objects.size(); ++i) {
    const OwnedObject& object = owned.objects[i];
    const Live* live = snapshot.find(owned.target, object.key);
    const bool primary = is_primary_of(owned, i);
    auto removed = removed_fields(prefix_of(object.key, primary), fields_of(owned.resource, object.key), object.applied,
                                  live == nullptr ? nullptr : &live->fields);
    std::move(removed.begin(), removed.end(), std::back_inserter(changes));
  }
  return changes;
}

Comparison::Comparison(const DiffInputs& in, const Wanted& wanted, const Owned* owned, ClaimsDesk desk)
    : in_(in), wanted_(wanted), owned_(owned), desk_(std::move(desk)) {}

std::optional<Change> Comparison::run(Findings& findings, std::vector<DriftItem>& drift) {
  for (std::size_t i = 0; i < wanted_.objects.size(); ++i) compare_object(i, findings, drift);
  if (owned_ != nullptr) {
    drop_objects(findings);
    compare_protection();
  }
  say_owner(findings);
  Step& step = change_.step;
  if (step.changes.empty() && step.calls.empty() && !adopts_) return std::nullopt;
  const schema::Resource& resource = *wanted_.resource;
  step.action = action();
  step.resource = resource.id;
  step.target = wanted_.target;
  step.owner = resource.owner;
  step.instance = resource.made_by;
  step.origin = resource.origin;
  change_.wanted = &wanted_;
  change_.owned = owned_;
  const bool was_protected = owned_ != nullptr && owned_->is_protected;
  const bool is_protected = is_guarded(in_.project, resource);
  change_.is_protected = was_protected || is_protected;
  step.owned = holding();  // only a change pays for it
  refuse_what_is_anothers(in_, change_, findings);
  return std::move(change_);
}

std::optional<Owned> Comparison::record() const {
  if (owned_ == nullptr) return std::nullopt;
  const auto is_kept = [&](const providers::Object& object) {
    const OwnedObject* was = find_owned(owned_, object.key);
    return was != nullptr &&
           (was->applied == object.fields || was->applied == fill_unknown(object.fields, was->applied));
  };
  const schema::Resource& resource = *wanted_.resource;
  if (owned_->owner == resource.owner && owned_->made_by == resource.made_by &&
      owned_->objects.size() == wanted_.objects.size() &&
      std::all_of(wanted_.objects.begin(), wanted_.objects.end(), is_kept) &&
      owned_->needs == needs_of(in_.project, resource.id))
    return std::nullopt;
  Owned owned = holding();
  for (OwnedObject& object : owned.objects)
    if (const OwnedObject* was = find_owned(owned_, object.key))
      object.applied = fill_unknown(object.applied, was->applied);
  return owned;
}

/// The first object of a resource is the resource itself where it is of its kind; an Application that is only rights
/// has none.
bool Comparison::is_primary(std::size_t index) const {
  return index == 0 && !wanted_.objects.empty() && has_spec_shape(wanted_.resource->id, wanted_.objects[index].key);
}

/// A right that was there before any of us is used as it is.
bool Comparison::is_used(const providers::Object& object, const Live* live, const OwnedObject* was) const {
  if (object.adoptable || live == nullptr || live->presence != Presence::kPresent) return false;
  if (was != nullptr) return was->used;
  return !desk_.claims().is_owned(wanted_.target, object.key);
}

void Comparison::compare_object(std::size_t index, Findings& findings, std::vector<DriftItem>& drift) {
  const providers::Object& object = wanted_.objects[index];
  const bool primary = is_primary(index);
  const OwnedObject* was = find_owned(owned_, object.key);
  const Live* live = in_.snapshot.find(wanted_.target, object.key);
  const bool present = live != nullptr && live->presence == Presence::kPresent;
  if (was != nullptr && present && is_other(*was, *live)) {
    findings
        .add(codes::kMadeAgain, wanted_.resource->origin,
             fmt::format("{} in target {} was made again by someone else", wanted_.resource->id, wanted_.target),
             "this plan adopts it as it is now")
        .resource = wanted_.resource->id;
    was = nullptr;
  }
  const bool adopting = present && was == nullptr;
  if (primary) is_live_ = present;
  if (primary) is_ours_ = was != nullptr;
  if (!is_primary(0)) {
    is_live_ = is_live_ || present;
    is_ours_ = owned_ != nullptr;
  }
  adopts_ = adopts_ || adopting;
  if (is_used(object, live, was)) return;
  const std::set<std::string> new_secrets = changed_secrets(object, was, findings);
  FieldDiff diff = diff_fields({.prefix = prefix_of(object.key, primary),
                                .fields = fields_of(wanted_.resource->id, object.key),
                                .wanted = &object.fields,
                                .applied = was == nullptr ? nullptr : &was->applied,
                                .live = present ? &live->fields : nullptr,
                                .declared = primary ? &wanted_.resource->spec : nullptr,
                                .origin = wanted_.resource->origin,
                                .adopting = adopting,
                                .defaults = present ? &live->defaults : nullptr,
                                .fallbacks = present ? &live->fallbacks : nullptr,
                                .new_secrets = &new_secrets});
  for (const FieldDrift& item : diff.released) say_released(item, findings);
  for (FieldDrift& item : diff.others)
    drift.push_back({wanted_.resource->id, std::move(item.path), std::nullopt, std::move(item.live), false});
  if (present && diff.changes.empty()) return;
  if (!present && was != nullptr)
    drift.push_back({wanted_.resource->id, prefix_of(object.key, primary), was->applied, std::nullopt});
  else
    for (FieldDrift& item : diff.drift)
      drift.push_back({wanted_.resource->id, std::move(item.path), std::move(item.applied), std::move(item.live)});
  Step& step = change_.step;
  step.calls.push_back({.action = present ? Action::kUpdate : Action::kCreate,
                        .key = object.key,
                        .resource = wanted_.resource->id,
                        .identity = present ? live->identity : "",
                        .before = present ? live->fields : Value(),
                        .after = present ? std::move(diff.after) : Value(object.fields),
                        .private_part = was == nullptr ? Value() : was->private_part,
                        .fallbacks = std::move(diff.fallbacks)});
  std::move(diff.changes.begin(), diff.changes.end(), std::back_inserter(step.changes));
}

/// Who speaks for it from now on: nobody should come to own what is another's without a word.
void Comparison::say_owner(Findings& findings) const {
  const schema::Resource& resource = *wanted_.resource;
  if (owned_ == nullptr || owned_->owner.empty() || owned_->owner == resource.owner) return;
  findings
      .add(codes::kOwnerChanges, resource.origin,
           fmt::format("{} passes from {} to {}", resource.id, owned_->owner,
                       resource.owner.empty() ? "nobody" : resource.owner),
           fmt::format("until it is applied, what needs an Approval needs one of {} too", owned_->owner))
      .resource = resource.id;
}

/// The files no longer say what the field is, so that it stays what it was: nobody should have to find that out later.
void Comparison::say_released(const FieldDrift& item, Findings& findings) const {
  const schema::Resource& resource = *wanted_.resource;
  const std::string* text = item.live->as_string();
  const std::string value = text == nullptr ? to_json(*item.live) : *text;
  findings
      .add(codes::kFieldReleased, resource.origin,
           fmt::format("{} of {} is no longer in the file: it stays {}, and is not dac's any more", item.path,
                       resource.id, value.size() > kShort ? "as it is" : value),
           "to have it changed, write the value that it should have")
      .resource = resource.id;
}

/// The secrets of an object that hold something else than when they were applied, or that are to be applied again.
std::set<std::string> Comparison::changed_secrets(const providers::Object& object, const OwnedObject* was,
                                                  Findings& findings) const {
  if (was == nullptr) return {};
  const std::string& id = wanted_.resource->id;
  if (std::find(in_.rotate.begin(), in_.rotate.end(), id) != in_.rotate.end()) return secrets_in(object.fields);
  std::set<std::string> changed;
  if (!in_.secret_print) return changed;
  for (const auto& [text, print] : was->secrets) {
    const std::optional<std::string> now = in_.secret_print(Secret{text});
    if (!now || *now == print) continue;
    changed.insert(text);
    findings
        .add(codes::kSecretChanged, wanted_.resource->origin,
             fmt::format("{} of {} holds something else than when it was applied", text, id))
        .resource = id;
  }
  return changed;
}

/// Objects that we own and that the resource no longer implies.
void Comparison::drop_objects(Findings& findings) {
  for (const OwnedObject& object : owned_->objects) {
    const auto same = [&](const providers::Object& other) { return other.key == object.key; };
    if (std::any_of(wanted_.objects.begin(), wanted_.objects.end(), same)) continue;
    if (!desk_.may_delete) continue;
    const Live* live = in_.snapshot.find(wanted_.target, object.key);
    const bool last = !object.used && desk_.claims().release(wanted_.target, object.key);
    const bool present = live != nullptr && live->presence == Presence::kPresent && !is_other(object, *live);
    change_.step.changes.push_back({.path = prefix_of(object.key, false),
                                    .before = object.applied,
                                    .after = {},
                                    .origin = wanted_.resource->origin});
    if (!present || !last || outlives(object.key)) continue;
    if (is_kept_for_another(in_, *owned_, object, findings)) continue;
    drops_own_ = drops_own_ || (&object == owned_->objects.data() && is_primary_of(*owned_, 0));
    change_.step.calls.push_back({.action = Action::kDelete,
                                  .key = object.key,
                                  .resource = wanted_.resource->id,
                                  .identity = live->identity,
                                  .before = live->fields,
                                  .after = {},
                                  .private_part = object.private_part});
  }
}

/// Protection lives in the ledger: giving it or taking it away, also by `ephemeral`, is a change of its own.
void Comparison::compare_protection() {
  const schema::Resource& resource = *wanted_.resource;
  if (!resource.kind->is_protected) return;
  const bool now = is_guarded(in_.project, resource);
  if (now == owned_->is_protected) return;
  const Value* declared = resource.spec.get("protect");
  change_.step.changes.push_back({.path = "spec.protect",
                                  .before = Value(owned_->is_protected),
                                  .after = Value(now),
                                  .origin = declared == nullptr ? resource.origin : declared->origin()});
}

Action Comparison::action() const {
  if (drops_own_) return Action::kReplace;
  if (!is_live_) return Action::kCreate;
  const bool only_adopts = change_.step.changes.empty() && change_.step.calls.empty();
  if (is_primary(0)) return !is_ours_ || only_adopts ? Action::kAdopt : Action::kUpdate;
  if (only_adopts) return Action::kAdopt;
  return is_ours_ ? Action::kUpdate : Action::kCreate;
}

/// What the ledger holds of the resource once the change is made; with what is ours and may not go yet.
Owned Comparison::holding() const {
  const schema::Resource& resource = *wanted_.resource;
  Owned owned{.resource = resource.id,
              .target = wanted_.target,
              .owner = resource.owner,
              .is_protected = is_guarded(in_.project, resource),
              .objects = {},
              .needs = needs_of(in_.project, resource.id),
              .made_by = resource.made_by};
  owned.objects.reserve(wanted_.objects.size());
  for (const providers::Object& object : wanted_.objects) {
    const Live* live = in_.snapshot.find(wanted_.target, object.key);
    const OwnedObject* was = find_owned(owned_, object.key);
    const bool present = live != nullptr && live->presence == Presence::kPresent;
    const bool same = was != nullptr && present && !is_other(*was, *live);
    owned.objects.push_back({.key = object.key,
                             .identity = present ? live->identity : "",
                             .applied = object.fields,
                             .outputs = same ? was->outputs : Value(),
                             .private_part = same ? was->private_part : Value(),
                             .shared = object.shared,
                             .used = is_used(object, live, was),
                             .secrets = {}});
    if (same && !was->secrets.empty())
      for (const std::string& text : secrets_in(object.fields))
        if (const auto print = was->secrets.find(text); print != was->secrets.end())
          owned.objects.back().secrets.insert(*print);
  }
  if (owned_ == nullptr || desk_.may_delete) return owned;
  for (const OwnedObject& object : owned_->objects)
    if (find_owned(&owned, object.key) == nullptr) owned.objects.push_back(object);
  return owned;
}

}  // namespace dac::planner
