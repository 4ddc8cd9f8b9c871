#pragma once
// What the formats for other programs share: where a finding is in the repository, and by what it is known again when
// lines move. Views over what they are given; pure.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/diag/sources.h"

namespace dac::cli {

struct FindingsReport {
  const Findings& findings;
  const Sources& sources;
  std::string folder = {};  // of the project in its repository: "" or "data/"
};

/// Line and column from 1.
struct FindingPlace {
  std::string path;  // from the root of the repository
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// What stands nowhere is said of dac.yaml, since these formats want a place.
FindingPlace place_of(const Origin& origin, const FindingsReport& report);

/// One for each finding, in order: the same as long as code, file, resource and message are, wherever the lines go.
std::vector<std::string> fingerprints(const FindingsReport& report);

/// Message, notes and help, one a line, safe to show.
std::string full_text(const Finding& finding, const FindingsReport& report);

}  // namespace dac::cli
