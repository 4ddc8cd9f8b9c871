#pragma once
// What an apply of imported resources would change. Pure.

#include <map>
#include <string>
#include <vector>

#include "planner/live/orphans.h"
#include "planner/live/targets.h"

namespace dac::planner {

/// Of the resources `ids` of a project that holds them: those that would not only be adopted, with the fields that
/// differ from `live` ("spec.partitions"), or "" where something else would change.
std::map<std::string, std::string> changed_by_apply(const schema::Project& project, const Targets& targets,
                                                    const std::vector<Orphan>& live,
                                                    const std::vector<std::string>& ids);

}  // namespace dac::planner
