#pragma once
// Who applies, and from which commit (libgit2), on which CI run (environment variables). The only door to libgit2.

#include <string>

#include "planner/ledger/ledger.h"

namespace dac::planner {

/// Never fails: what cannot be known stays empty (no repository, no commit yet). A repository that is there and does
/// not open, as one of a format that libgit2 does not have, gives the reason in `unread`.
Provenance read_provenance(const std::string& root);

}  // namespace dac::planner
