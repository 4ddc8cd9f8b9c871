#include "schema/load/relations.h"

#include <algorithm>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

std::vector<const Resource*> best_of(const std::vector<const Resource*>& found, std::string_view written, bool native) {
  std::vector<const Resource*> out = found;
  const auto keep_if = [&](const auto& good) {
    if (std::any_of(out.begin(), out.end(), good)) std::erase_if(out, [&](const Resource* r) { return !good(r); });
  };
  keep_if([&](const Resource* resource) { return (native ? resource->native_name() : resource->name) == written; });
  keep_if([](const Resource* resource) { return is_relation(*resource); });
  return out;
}

}  // namespace

bool is_relation(const Resource& resource) {
  return resource.kind->name == "Table" || resource.spec.get("value") != nullptr;
}

Relations::Relations(const Project& project) {
  for (const Resource& resource : project.resources) {
    if (resource.kind->name != "Topic" && resource.kind->name != "Table") continue;
    by_name_[to_lower(resource.name)].push_back(&resource);
    if (resource.spec.get("name") != nullptr) by_native_name_[to_lower(resource.native_name())].push_back(&resource);
  }
}

std::vector<const Resource*> Relations::find(const SqlName& name) const {
  if (name.parts.size() > 1) {
    const std::string qualified = join(name.parts, ".");
    if (const auto found = by_native_name_.find(to_lower(qualified)); found != by_native_name_.end())
      return best_of(found->second, qualified, true);
  }
  const auto found = by_name_.find(to_lower(name.parts.back()));
  return found == by_name_.end() ? std::vector<const Resource*>() : best_of(found->second, name.parts.back(), false);
}

std::vector<std::string_view> Relations::names() const {
  std::vector<std::string_view> names;
  for (const auto& [lower, resources] : by_name_)
    for (const Resource* resource : resources) names.push_back(resource->name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace dac::schema
