#pragma once
// Findings as people read them (design: the form of a diagnostic). Everything from files or live systems is escaped.
// Pure.

#include <string>

#include "cli/term/console.h"

#include "schema/diag/finding.h"
#include "schema/diag/sources.h"

namespace dac::cli {

std::string render_finding(const Finding& finding, const Sources& sources, const Paint& paint);
std::string render_findings(const Findings& findings, const Sources& sources, const Paint& paint);
/// "2 errors and 1 warning", or "" for none.
std::string count_findings(const Findings& findings);
/// An Error in the same form.
std::string render_error(const Error& error, const Paint& paint);

}  // namespace dac::cli
