#pragma once
// Findings as other programs take them, and what these formats share: where a finding is in the repository, and by what
// it is known again when lines move. Views over what they are given; pure.

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

/// Workflow commands of GitHub Actions, which it shows beside the lines of a pull request, one line a finding:
/// "::error file=orders.yaml,line=3,col=5,title=DAC0200::unknown field 'x'". No text of the project can begin a command
/// of its own.
std::string render_github(const FindingsReport& report);

/// A Code Quality report of GitLab: a list that it compares with that of the target branch.
std::string render_gitlab(const FindingsReport& report);

/// JUnit's XML, which most CI systems show: an error is a test that failed, all else one that passed with something to
/// say. Without findings there is one test, and it passed.
std::string render_junit(const FindingsReport& report);

/// SARIF 2.1.0, which code scanning takes: one run with its rules, results with a place and a fingerprint.
std::string render_sarif(const FindingsReport& report);

}  // namespace dac::cli
