#include "planner/diff/changes.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "planner/diff/claims.h"
#include "planner/diff/compare.h"
#include "planner/diff/others.h"
#include "planner/live/health.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::Presence;

class Walk {
 public:
  explicit Walk(const DiffInputs& in) : in_(in), health_(judge_health(in.project, in.ledger, in.snapshot)) {}

  /// Both sides are sorted by (resource, target): one pass over the two.
  Diff run() {
    diff_.unknown = health_.unknown;
    diff_.findings.merge(std::move(health_.findings));
    auto owned = in_.ledger.owned.begin();
    const auto end = in_.ledger.owned.end();
    for (const Wanted& item : in_.wanted) {
      const auto key = std::tie(item.resource->id, item.target);
      const auto before = [&] { return std::tie(owned->first.first, owned->first.second) < key; };
      for (; owned != end && before(); ++owned) visit(nullptr, &owned->second);
      const bool same = owned != end && std::tie(owned->first.first, owned->first.second) == key;
      visit(&item, same ? &owned->second : nullptr);
      if (same) ++owned;
    }
    for (; owned != end; ++owned) visit(nullptr, &owned->second);
    return std::move(diff_);
  }

 private:
  void visit(const Wanted* wanted, const Owned* owned) {
    const std::string& target = wanted != nullptr ? wanted->target : owned->target;
    const std::string& id = wanted != nullptr ? wanted->resource->id : owned->resource;
    if (in_.project.find_target(target) == nullptr) {
      diff_.findings
          .add(codes::kTargetGone, {},
               fmt::format("{} is owned in target {}, which the environment no longer has", id, target),
               fmt::format("give the target back to let dac delete it there, or run `dac forget {}`", id))
          .resource = id;
      return;
    }
    if (health_.silent.contains(target)) return;
    if (const schema::Resource* resource = in_.project.find(id); resource != nullptr && resource->excluded) {
      diff_.findings
          .add(codes::kExcludedOwned, resource->origin,
               fmt::format("{} is excluded from {} and stays as it is in target {}", id, in_.project.environment,
                           target))
          .resource = id;
      return;
    }
    if (wanted != nullptr && !wanted->resource->managed) return unmanaged(*wanted, owned);
    if (cannot_tell(wanted, owned)) return;
    if (wanted != nullptr && !in_.destroy) return compare(*wanted, owned);
    if (owned != nullptr) remove(*owned);
  }

  [[nodiscard]] const Live* find(const std::string& target, const providers::ObjectKey& key) const {
    return in_.snapshot.find(target, key);
  }

  [[nodiscard]] bool cannot_tell(const Wanted* wanted, const Owned* owned) const {
    const auto unknown = [&](const std::string& target, const providers::ObjectKey& key) {
      const Live* live = find(target, key);
      return live != nullptr && live->presence == Presence::kUnknown;
    };
    return (wanted != nullptr &&
            std::any_of(wanted->objects.begin(), wanted->objects.end(),
                        [&](const auto& object) { return unknown(wanted->target, object.key); })) ||
           (owned != nullptr && std::any_of(owned->objects.begin(), owned->objects.end(),
                                            [&](const auto& object) { return unknown(owned->target, object.key); }));
  }

  void unmanaged(const Wanted& wanted, const Owned* owned) {
    if (owned != nullptr && !in_.destroy) forget(*owned, wanted.resource->origin);
    if (in_.offline || in_.destroy) return;
    const bool absent = std::any_of(wanted.objects.begin(), wanted.objects.end(), [&](const auto& object) {
      const Live* live = find(wanted.target, object.key);
      return live == nullptr || live->presence == Presence::kAbsent;
    });
    if (!absent) return;
    diff_.findings
        .add(codes::kUnmanagedMissing, wanted.resource->origin,
             fmt::format("{} is not managed here and is not there in target {}", wanted.resource->id, wanted.target),
             "make it there, or take `managed: false` away")
        .resource = wanted.resource->id;
  }

  Change& push(const std::string& id, const std::string& target) {
    Change& change = diff_.changes.emplace_back();
    change.step.resource = id;
    change.step.target = target;
    return change;
  }

  void compare(const Wanted& wanted, const Owned* owned) {
    if (wanted.objects.empty() && owned != nullptr) return remove(*owned);
    Comparison comparison(in_, wanted, owned,
                          {.claims = [this]() -> Claims& { return claims(); }, .may_delete = health_.complete()});
    if (std::optional<Change> change = comparison.run(diff_.findings, diff_.drift)) {
      diff_.changes.push_back(std::move(*change));
      return;
    }
    diff_.unchanged.push_back(&wanted);
    if (std::optional<Owned> record = comparison.record()) diff_.records.push_back(std::move(*record));
  }

  void forget(const Owned& owned, Origin origin) {
    Change& change = push(owned.resource, owned.target);
    change.owned = &owned;
    change.step.action = Action::kForget;
    change.step.owner = owned.owner;
    change.step.instance = owned.made_by;
    change.step.origin = origin;
    change.step.owned = owned;
  }

  /// Removed from the files, and ours.
  void remove(const Owned& owned) {
    if (!health_.complete()) return;
    std::vector<providers::Operation> calls;
    for (auto object = owned.objects.rbegin(); object != owned.objects.rend(); ++object) {
      if (object->used) continue;
      const Live* live = find(owned.target, object->key);
      const bool last = claims().release(owned.target, object->key);
      if (live == nullptr || live->presence != Presence::kPresent || !last) continue;
      if (is_kept_for_another(in_, owned, *object, diff_.findings)) continue;
      if (is_other(*object, *live)) {
        diff_.findings
            .add(codes::kMadeAgain, {},
                 fmt::format("{} in target {} was made again by someone else: it is forgotten, not deleted",
                             owned.resource, owned.target))
            .resource = owned.resource;
        continue;
      }
      calls.push_back({.action = Action::kDelete,
                       .key = object->key,
                       .resource = owned.resource,
                       .identity = live->identity,
                       .before = live->fields,
                       .after = {},
                       .private_part = object->private_part});
    }
    forget(owned, {});
    Change& change = diff_.changes.back();
    if (calls.empty()) return;
    change.step.action = Action::kDelete;
    change.step.calls = std::move(calls);
    change.is_protected = owned.is_protected;
    change.step.changes = removed_changes(in_.snapshot, owned);
  }

  Claims& claims() {
    if (!claims_) claims_.emplace(in_.wanted, in_.ledger, in_.destroy);
    return *claims_;
  }

  const DiffInputs& in_;
  Health health_;
  Diff diff_;
  std::optional<Claims> claims_;  // made when the first object goes: most runs delete nothing
};

}  // namespace

Diff diff_all(const DiffInputs& inputs) { return Walk(inputs).run(); }

std::vector<std::string> needs_of(const schema::Project& project, std::string_view id) {
  const auto& all = project.references;
  auto at = std::lower_bound(all.begin(), all.end(), id, [](const schema::Reference& reference, std::string_view key) {
    return reference.from < key;
  });
  std::vector<std::string> needs;
  for (; at != all.end() && at->from == id; ++at)
    if (at->via != schema::Via::kConsents && (needs.empty() || needs.back() != at->to)) needs.push_back(at->to);
  return needs;
}

}  // namespace dac::planner
