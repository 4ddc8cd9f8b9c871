#pragma once
// What a Match of dac.yaml asks beside the kind. Pure.

#include <algorithm>
#include <string>
#include <string_view>

#include "schema/base/text.h"
#include "schema/load/settings.h"

namespace dac::schema {

/// `label_of(name)` gives the text of a label, or nullptr where there is none of the name.
template <class LabelOf>
bool fits_beside_kind(const Match& match, std::string_view name, std::string_view owner, const LabelOf& label_of) {
  if (!match.name.empty() && !glob_matches(match.name, name)) return false;
  if (!match.owner.empty() && match.owner != owner) return false;
  return std::all_of(match.labels.begin(), match.labels.end(), [&](const auto& label) {
    const std::string* given = label_of(label.first);
    return given != nullptr && *given == label.second;
  });
}

}  // namespace dac::schema
