#pragma once
// What the pages for users tell to type: each `dac COMMAND --option` in docs and README.md must be one that there is.
// Pure but for the tree.

#include <string>
#include <vector>

namespace dac::arch {

/// Every place that names a command or an option that cli/args/table.cc does not have.
std::vector<std::string> unknown_commands();

}  // namespace dac::arch
