#pragma once
// Findings as SARIF 2.1.0, which code scanning takes: one run with its rules, results with a place and a fingerprint.
// Pure.

#include <string>

#include "cli/views/findings_report.h"

namespace dac::cli {

std::string render_sarif(const FindingsReport& report);

}  // namespace dac::cli
