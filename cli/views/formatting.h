#pragma once
// What `dac fmt` found: the files that are not in canonical form, with their first lines that differ. Pure.

#include <cstdint>
#include <string>
#include <vector>

#include "cli/term/console.h"

#include "schema/diag/finding.h"
#include "schema/diag/sources.h"
#include "schema/value/value.h"

namespace dac::cli {

struct Reformatted {
  std::uint32_t file;  // its id in Sources
  std::string path;
  std::string before;
  std::string after;
};

/// A line for each file and the first lines that differ.
std::string render_differences(const std::vector<Reformatted>& files, const Paint& paint);
/// {"format_version": 1, "files": ["a.yaml"], "findings": [...]}.
Value formatting_to_value(const std::vector<Reformatted>& files, const Findings& findings, const Sources& sources);

}  // namespace dac::cli
