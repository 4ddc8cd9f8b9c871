#include "planner/import/difference.h"

#include <algorithm>
#include <set>

#include "planner/diff/changes.h"
#include "schema/base/text.h"

namespace dac::planner {

std::map<std::string, std::string> changed_by_apply(const schema::Project& project, const Targets& targets,
                                                    const std::vector<Orphan>& live,
                                                    const std::vector<std::string>& ids) {
  const std::set<std::string, std::less<>> imported(ids.begin(), ids.end());
  std::vector<Wanted> wanted = wanted_of(project, targets);
  std::erase_if(wanted, [&](const Wanted& item) { return !imported.contains(item.resource->id); });
  Snapshot snapshot;
  for (const auto& [target, provider] : targets) snapshot.targets[target];
  for (const Orphan& orphan : live) snapshot.targets[orphan.target].objects.emplace(orphan.live.key, orphan.live);
  const LedgerState nothing_owned;
  const Diff diff = diff_all({.project = project, .ledger = nothing_owned, .snapshot = snapshot, .wanted = wanted});
  std::map<std::string, std::string> changed;
  for (const Change& change : diff.changes) {
    if (change.step.changes.empty() && change.step.calls.empty()) continue;
    std::vector<std::string> paths;
    for (const FieldChange& field : change.step.changes) paths.push_back(field.path);
    changed[change.step.resource] = join(paths, ", ");
  }
  return changed;
}

}  // namespace dac::planner
