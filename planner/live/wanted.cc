#include <algorithm>
#include <set>

#include "planner/live/snapshot.h"

namespace dac::planner {
namespace {

bool serves(const providers::Provider& provider, std::string_view kind) {
  const auto& kinds = provider.info().kinds;
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::span<const schema::Reference> references_from(const schema::Project& project, std::string_view id) {
  const auto& all = project.references;
  const auto begin = std::lower_bound(all.begin(), all.end(), id,
                                      [](const schema::Reference& r, std::string_view key) { return r.from < key; });
  auto end = begin;
  while (end != all.end() && end->from == id) ++end;
  return {begin, end};
}

/// An Application lives in every target that holds something it reads, writes or calls.
std::set<std::string, std::less<>> targets_of(const schema::Resource& resource, const schema::Project& project) {
  if (resource.kind->has_target) return {resource.target};
  std::set<std::string, std::less<>> targets;
  for (const schema::Reference& reference : references_from(project, resource.id)) {
    const schema::Resource* other = project.find(reference.to);
    if (other != nullptr && !other->excluded && !other->target.empty()) targets.insert(other->target);
  }
  return targets;
}

}  // namespace

std::vector<Wanted> wanted_of(const schema::Project& project, const Targets& targets) {
  std::vector<Wanted> wanted;
  wanted.reserve(project.resources.size());
  for (const schema::Resource& resource : project.resources) {
    if (!resource.kind->is_step || resource.excluded) continue;
    for (const std::string& target : targets_of(resource, project)) {
      const auto found = targets.find(target);
      if (found == targets.end() || !serves(*found->second, resource.kind->name)) continue;
      wanted.push_back({&resource, target, found->second->expand(resource, project)});
    }
  }
  return wanted;
}

}  // namespace dac::planner
