#pragma once
// Findings as workflow commands of GitHub Actions, which it shows beside the lines of a pull request. No text of the
// project can begin a command of its own. Pure.

#include <string>

#include "cli/views/findings_report.h"

namespace dac::cli {

/// One line a finding: "::error file=orders.yaml,line=3,col=5,title=DAC0200::unknown field 'x'".
std::string render_github(const FindingsReport& report);

}  // namespace dac::cli
