#include "schema/load/merge.h"

#include <algorithm>

namespace dac::schema {

void lay_over(Node& base, const Node& over, Nulls nulls) {
  for (const auto& [key, value] : over.entries) {
    const auto found = std::find_if(base.entries.begin(), base.entries.end(),
                                    [&](const auto& entry) { return entry.first.text == key.text; });
    if (value.kind == NodeKind::kEmpty && nulls == Nulls::kRemove) {
      if (found != base.entries.end()) base.entries.erase(found);
      continue;
    }
    if (value.kind == NodeKind::kMap) {
      if (found != base.entries.end() && found->second.kind == NodeKind::kMap) {
        lay_over(found->second, value, nulls);
        continue;
      }
      Node fresh;
      fresh.kind = NodeKind::kMap;
      fresh.span = value.span;
      lay_over(fresh, value, nulls);
      if (found != base.entries.end())
        found->second = std::move(fresh);
      else
        base.entries.emplace_back(key, std::move(fresh));
      continue;
    }
    if (found != base.entries.end())
      found->second = value;
    else
      base.entries.emplace_back(key, value);
  }
}

}  // namespace dac::schema
