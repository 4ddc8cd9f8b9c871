#pragma once
// Pipelines that start over from a source which is new or goes in the same plan: what they computed from the old one
// cannot be computed again. Pure. Points into the changes.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/diff/changes.h"
#include "planner/graph/references.h"

namespace dac::planner {

class LostEvents {
 public:
  /// `changes` and `references` outlive this.
  LostEvents(const std::vector<Change>& changes, const References& references);

  /// What an answer that is computed anew lacks afterwards: "topic/purchases, which it reads, is new and empty"; empty
  /// where all that it was computed from is still there.
  [[nodiscard]] std::string of(const Change& pipeline) const;

 private:
  /// A new relation that nothing fills again from what is kept.
  [[nodiscard]] bool starts_empty(const std::string& relation, std::set<std::string>& seen) const;

  const References& references_;
  std::set<std::string_view> created_;             // relations
  std::map<std::string, std::string_view> going_;  // names, also in the target, in lower case: the relation
};

}  // namespace dac::planner
