#include "planner/diff/drift.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "planner/diff/compare.h"
#include "planner/diff/fields.h"
#include "planner/live/health.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::Presence;

void add_object(const Owned& owned, std::size_t index, const Live& live, DriftReport& report) {
  const OwnedObject& object = owned.objects[index];
  const bool primary = is_primary_of(owned, index);
  const std::string prefix = prefix_of(object.key, primary);
  const auto add = [&](FieldDrift item, bool ours) {
    report.items.push_back(
        {owned.resource, std::move(item.path), std::move(item.applied), std::move(item.live), ours, owned.target});
  };
  if (live.presence == Presence::kUnknown) return;
  if (live.presence == Presence::kAbsent) return add({prefix, object.applied, std::nullopt}, true);
  if (is_other(object, live)) {
    report.findings
        .add(codes::kMadeAgain, {},
             fmt::format("{} in target {} was made again by someone else", owned.resource, owned.target))
        .resource = owned.resource;
    return add({prefix, object.applied, live.fields}, true);
  }
  FieldDiff diff = diff_fields({.prefix = prefix,
                                .fields = fields_of(owned.resource, object.key),
                                .wanted = &object.applied,
                                .applied = &object.applied,
                                .live = &live.fields,
                                .defaults = &live.defaults});
  for (FieldDrift& item : diff.drift) add(std::move(item), true);
  for (FieldDrift& item : diff.others) add(std::move(item), false);
}

}  // namespace

DriftReport drift_of(const schema::Project& project, const LedgerState& ledger, const Snapshot& snapshot) {
  DriftReport report;
  Health health = judge_health(project, ledger, snapshot);
  report.unknown = std::move(health.unknown);
  report.findings = std::move(health.findings);
  for (const auto& [key, owned] : ledger.owned) {
    if (health.silent.contains(owned.target)) continue;
    for (std::size_t i = 0; i < owned.objects.size(); ++i) {
      const Live* live = snapshot.find(owned.target, owned.objects[i].key);
      if (live != nullptr && !owned.objects[i].used) add_object(owned, i, *live, report);
    }
  }
  const auto place = [](const DriftItem& item) { return std::tie(item.resource, item.target, item.path); };
  std::sort(report.items.begin(), report.items.end(),
            [&](const DriftItem& a, const DriftItem& b) { return place(a) < place(b); });
  return report;
}

}  // namespace dac::planner
