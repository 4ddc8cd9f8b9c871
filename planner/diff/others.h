#pragma once
// What another environment of the project owns in the same system: it is never deleted from here, and one that may be
// thrown away does not touch what the other keeps. Pure.

#include "planner/diff/changes.h"

namespace dac::planner {

/// Whether an object that goes from here stays live because an environment that is not ephemeral owns it too; a finding
/// then says so.
bool is_kept_for_another(const DiffInputs& in, const Owned& owned, const OwnedObject& object, Findings& findings);

/// Blocks a change of an ephemeral environment to what one that is not ephemeral owns, with a finding.
void refuse_what_is_anothers(const DiffInputs& in, Change& change, Findings& findings);

}  // namespace dac::planner
