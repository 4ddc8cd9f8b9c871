#include "providers/api/registry.h"

#include "schema/base/check.h"

namespace dac::providers {

void Registry::add(ProviderInfo info, Factory factory) {
  std::string name = info.name;
  entries_.emplace(std::move(name), Entry{std::move(info), std::move(factory)});
}

const ProviderInfo* Registry::find(std::string_view name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second.info;
}

std::unique_ptr<Provider> Registry::make(const schema::Target& target, const std::string& root) const {
  const auto found = entries_.find(target.provider);
  DAC_CHECK(found != entries_.end());
  return found->second.factory(target, root);
}

std::vector<std::string> Registry::names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries_) names.push_back(name);
  return names;
}

}  // namespace dac::providers
