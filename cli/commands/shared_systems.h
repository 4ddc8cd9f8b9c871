#pragma once
// Environments of a project that lead to one system. Offline.

#include <string>
#include <vector>

#include "cli/commands/command.h"

#include "schema/load/load.h"

namespace dac::cli {

/// An environment that may be thrown away must not own what one that is kept owns too: a `destroy` of the one would
/// take the other's data. Looks at pairs with at least one of `environments`, which resolve without errors; the rest of
/// the project is read again only where two of them have an address in common.
void check_shared_systems(const Command& command, const schema::LoadedFiles& loaded,
                          const std::vector<std::string>& environments, Findings& findings);

}  // namespace dac::cli
