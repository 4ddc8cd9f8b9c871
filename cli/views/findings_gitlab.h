#pragma once
// Findings as a Code Quality report of GitLab: a list that it compares with that of the target branch. Pure.

#include <string>

#include "cli/views/findings_report.h"

namespace dac::cli {

std::string render_gitlab(const FindingsReport& report);

}  // namespace dac::cli
