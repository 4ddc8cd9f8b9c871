#include "planner/diff/path.h"

#include <algorithm>

#include "schema/value/json.h"

namespace dac::planner {

std::string Path::text() const {
  switch (sort) {
    case Sort::kRoot:
      return std::string(name);
    case Sort::kField:
      return parent->text() + "." + std::string(name);
    case Sort::kEntry:
      return parent->text() + "[" + json_quote(name) + "]";
    case Sort::kElement:
      return parent->text() + "[" + std::string(key) + "=" + json_quote(name) + "]";
  }
  return {};
}

std::vector<std::string> Path::keys() const {
  std::vector<std::string> keys;
  for (const Path* at = this; at->sort != Sort::kRoot; at = at->parent) {
    if (at->sort == Sort::kElement) return {};
    keys.emplace_back(at->name);
  }
  std::reverse(keys.begin(), keys.end());
  return keys;
}

}  // namespace dac::planner
