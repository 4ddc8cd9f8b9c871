#pragma once
// Who is affected: everything downstream of a change of what is there that is more than safe, with the way there and
// the reason. Pure.

#include <vector>

#include "planner/diff/changes.h"
#include "planner/graph/references.h"

namespace dac::planner {

std::vector<ImpactItem> impact_of(const std::vector<Change>& changes, const schema::Project& project,
                                  const References& references);

}  // namespace dac::planner
