#include "planner/live/shared_systems.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "planner/live/snapshot.h"
#include "schema/base/text.h"

namespace dac::planner {
namespace {

using providers::ObjectKey;

/// The addresses of a target: several where there is a list with commas, as of brokers. The first field of a provider's
/// configuration is the one that says which system it is.
std::set<std::string> addresses_of(const schema::Target& target, const providers::Registry& registry) {
  const providers::ProviderInfo* info = registry.find(target.provider);
  if (info == nullptr || info->config.empty()) return {};
  const schema::Field& field = info->config.front();
  const Value* value = target.config.get(field.name);
  if (value != nullptr && value->as_string() == nullptr) return {};
  const std::string text = value != nullptr ? *value->as_string() : std::string(field.fallback);
  std::set<std::string> addresses;
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    while (part.size() > 1 && part.ends_with('/')) part.remove_suffix(1);
    if (!part.empty()) addresses.emplace(part);
  }
  return addresses;
}

bool is_in_project(const schema::Target& target, const providers::Registry& registry) {
  const providers::ProviderInfo* info = registry.find(target.provider);
  return info != nullptr && !info->config.empty() && info->config.front().type.kind == schema::TypeKind::kPath;
}

std::set<ObjectKey> made_in(const schema::Project& project, const schema::Target& target,
                            const providers::Registry& registry) {
  std::set<ObjectKey> made;
  for (const Wanted& item : wanted_of(project, make_targets(project, registry)))
    if (item.target == target.name && item.resource->managed)
      for (const providers::Object& object : item.objects)
        if (object.adoptable) made.insert(object.key);
  return made;
}

}  // namespace

std::vector<SharedTarget> shared_targets(const schema::Project& mine, const schema::Project& theirs,
                                         const providers::Registry& registry) {
  std::vector<SharedTarget> shared;
  for (const schema::Target& one : mine.targets) {
    const std::set<std::string> addresses = addresses_of(one, registry);
    for (const schema::Target& other : theirs.targets) {
      if (one.provider != other.provider) continue;
      const std::set<std::string> others = addresses_of(other, registry);
      if (std::any_of(addresses.begin(), addresses.end(),
                      [&](const std::string& address) { return others.contains(address); }))
        shared.push_back({&one, &other, is_in_project(one, registry)});
    }
  }
  return shared;
}

std::vector<ObjectKey> made_by_both(const schema::Project& mine, const schema::Project& theirs,
                                    const SharedTarget& shared, const providers::Registry& registry) {
  const std::set<ObjectKey> one = made_in(mine, *shared.mine, registry);
  const std::set<ObjectKey> other = made_in(theirs, *shared.theirs, registry);
  std::vector<ObjectKey> both;
  std::set_intersection(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(both));
  return both;
}

}  // namespace dac::planner
