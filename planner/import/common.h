#pragma once
// What most drafts of a kind say alike. Pure.

#include <vector>

#include "planner/import/draft.h"
#include "schema/model/project.h"

namespace dac::planner {

/// Whether there may be an entry of `defaults` for a kind.
bool may_be_common(const schema::Kind& kind);

/// Entries for `defaults` in dac.yaml, [{match: {kind}, spec}], whose fields are taken out of the drafts that say the
/// same. A field is in it where every draft of the kind says something of it and at least half the same: so a default
/// gives nothing to a resource that has it not. None for kinds that the project has resources of, as a default would
/// change those.
List take_common(std::vector<Draft>& drafts, const schema::Project& project);

}  // namespace dac::planner
