#pragma once
// Findings as JUnit's XML, which most CI systems show: an error is a test that failed, all else one that passed with
// something to say. Without findings there is one test, and it passed. Pure.

#include <string>

#include "cli/views/findings_report.h"

namespace dac::cli {

std::string render_junit(const FindingsReport& report);

}  // namespace dac::cli
