#include "planner/diff/compare.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/diff/fields.h"
#include "schema/diag/codes/change.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Presence;

const OwnedObject* find_owned(const Owned* owned, const ObjectKey& key) {
  if (owned == nullptr) return nullptr;
  const auto found = std::find_if(owned->objects.begin(), owned->objects.end(),
                                  [&](const OwnedObject& object) { return object.key == key; });
  return found == owned->objects.end() ? nullptr : &*found;
}

/// The first object is the resource itself and has the shape of spec; others are named in paths.
std::string prefix_of(const ObjectKey& key, bool primary) {
  return primary ? "spec" : key.kind + "[" + json_quote(key.name) + "]";
}

std::span<const schema::Field> fields_of(std::string_view resource, bool primary) {
  const schema::Kind* kind = primary ? schema::find_kind_lower(resource.substr(0, resource.find('/'))) : nullptr;
  return kind == nullptr ? std::span<const schema::Field>() : kind->fields;
}

/// Objects that stay live when their resource no longer implies them: versions of a subject outlive the topic that
/// asked for it.
bool outlives(const ObjectKey& key) { return key.kind == "subject"; }

}  // namespace

bool is_other(const OwnedObject& owned, const Live& live) {
  return !owned.identity.empty() && !live.identity.empty() && owned.identity != live.identity;
}

std::vector<FieldChange> removed_changes(const Snapshot& snapshot, const Owned& owned) {
  std::vector<FieldChange> changes;
  for (std::size_t i = 0; i < owned.objects.size(); ++i) {
    const OwnedObject& object = owned.objects[i];
    const Live* live = snapshot.find(owned.target, object.key);
    auto removed = removed_fields(prefix_of(object.key, i == 0), fields_of(owned.resource, i == 0), object.applied,
                                  live == nullptr ? nullptr : &live->fields);
    std::move(removed.begin(), removed.end(), std::back_inserter(changes));
  }
  return changes;
}

Comparison::Comparison(const DiffInputs& in, const Wanted& wanted, const Owned* owned, std::function<Claims*()> claims)
    : in_(in), wanted_(wanted), owned_(owned), claims_(std::move(claims)) {}

std::optional<Change> Comparison::run(Findings& findings, std::vector<DriftItem>& drift) {
  for (std::size_t i = 0; i < wanted_.objects.size(); ++i) compare_object(i, findings, drift);
  if (owned_ != nullptr) {
    drop_objects();
    compare_protection();
  }
  Step& step = change_.step;
  if (step.changes.empty() && step.calls.empty() && !adopts_) return std::nullopt;
  const schema::Resource& resource = *wanted_.resource;
  step.action = action();
  step.resource = resource.id;
  step.target = wanted_.target;
  step.owner = resource.owner;
  step.origin = resource.origin;
  change_.wanted = &wanted_;
  change_.owned = owned_;
  const bool was_protected = owned_ != nullptr && owned_->is_protected;
  const bool is_protected = resource.is_protected(in_.project.ephemeral);
  change_.is_protected = !in_.project.ephemeral && (was_protected || is_protected);
  Owned& owned = step.owned;
  owned.resource = resource.id;
  owned.target = wanted_.target;
  owned.owner = resource.owner;
  owned.is_protected = is_protected;
  owned.needs = needs_of(in_.project, resource.id);
  // Only a change pays for the record of what is owned: hold() left the objects to here.
  for (const providers::Object& object : wanted_.objects)
    hold(object, in_.snapshot.find(wanted_.target, object.key), find_owned(owned_, object.key));
  return std::move(change_);
}

void Comparison::compare_object(std::size_t index, Findings& findings, std::vector<DriftItem>& drift) {
  const providers::Object& object = wanted_.objects[index];
  const bool primary = index == 0;
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
  if (primary) primary_is_live_ = present;
  if (primary) primary_is_ours_ = was != nullptr;
  adopts_ = adopts_ || adopting;
  FieldDiff diff = diff_fields({.prefix = prefix_of(object.key, primary),
                                .fields = fields_of(wanted_.resource->id, primary),
                                .wanted = &object.fields,
                                .applied = was == nullptr ? nullptr : &was->applied,
                                .live = present ? &live->fields : nullptr,
                                .declared = primary ? &wanted_.resource->spec : nullptr,
                                .origin = wanted_.resource->origin,
                                .adopting = adopting});
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
                        .private_part = was == nullptr ? Value() : was->private_part});
  std::move(diff.changes.begin(), diff.changes.end(), std::back_inserter(step.changes));
}

/// Objects that we own and that the resource no longer implies.
void Comparison::drop_objects() {
  for (const OwnedObject& object : owned_->objects) {
    const auto same = [&](const providers::Object& other) { return other.key == object.key; };
    if (std::any_of(wanted_.objects.begin(), wanted_.objects.end(), same)) continue;
    Claims* claims = claims_();
    if (claims == nullptr) continue;
    const Live* live = in_.snapshot.find(wanted_.target, object.key);
    const bool last = claims->release(wanted_.target, object.key);
    const bool present = live != nullptr && live->presence == Presence::kPresent && !is_other(object, *live);
    change_.step.changes.push_back({.path = prefix_of(object.key, false),
                                    .before = object.applied,
                                    .after = {},
                                    .origin = wanted_.resource->origin});
    if (!present || !last || outlives(object.key)) continue;
    change_.step.calls.push_back({.action = Action::kDelete,
                                  .key = object.key,
                                  .resource = wanted_.resource->id,
                                  .identity = live->identity,
                                  .before = live->fields,
                                  .after = {},
                                  .private_part = object.private_part});
  }
}

/// Protection lives in the ledger: giving it or taking it away is a change of its own.
void Comparison::compare_protection() {
  const schema::Resource& resource = *wanted_.resource;
  if (!resource.kind->is_protected || in_.project.ephemeral) return;
  const bool now = resource.is_protected(false);
  if (now == owned_->is_protected) return;
  const Value* declared = resource.spec.get("protect");
  change_.step.changes.push_back({.path = "spec.protect",
                                  .before = Value(owned_->is_protected),
                                  .after = Value(now),
                                  .origin = declared == nullptr ? resource.origin : declared->origin()});
}

Action Comparison::action() const {
  if (!primary_is_live_) return Action::kCreate;
  const bool only_adopts = change_.step.changes.empty() && change_.step.calls.empty();
  return !primary_is_ours_ || only_adopts ? Action::kAdopt : Action::kUpdate;
}

void Comparison::hold(const providers::Object& object, const Live* live, const OwnedObject* was) {
  const bool present = live != nullptr && live->presence == Presence::kPresent;
  const bool same = was != nullptr && present && !is_other(*was, *live);
  change_.step.owned.objects.push_back({.key = object.key,
                                        .identity = present ? live->identity : "",
                                        .applied = object.fields,
                                        .outputs = same ? was->outputs : Value(),
                                        .private_part = same ? was->private_part : Value(),
                                        .shared = object.shared});
}

}  // namespace dac::planner
