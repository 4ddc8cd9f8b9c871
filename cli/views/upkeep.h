#pragma once
// What drift and orphans found, as a table, JSON or Markdown. Pure; all text that comes out is safe to print.

#include <string>

#include "planner/diff/drift.h"
#include "planner/import/take_in.h"
#include "planner/live/orphans.h"

namespace dac::cli {

/// {"format_version": 1, "environment": ..., "drift": [as in a plan], "unknown": [...], "findings": [...]}
Value drift_to_value(const planner::DriftReport& report, const schema::Project& project);
/// `width` of the terminal, 0 where it is none.
std::string render_drift(const planner::DriftReport& report, std::size_t width);
std::string render_drift_markdown(const planner::DriftReport& report);
/// One finding for each field, where its resource is declared, beside those of the report.
Findings drift_findings(const planner::DriftReport& report, const schema::Project& project);

/// {"format_version": 1, "environment": ..., "orphans": [{"object": "topic/x", "kind", "name", "target", "owned",
/// "evidence"}], "unknown": [...]}
Value orphans_to_value(const planner::OrphanReport& report, const schema::Project& project);
std::string render_orphans(const planner::OrphanReport& report);
std::string render_orphans_markdown(const planner::OrphanReport& report);
/// What could not be listed.
Findings unlisted_findings(const planner::OrphanReport& report);
/// One finding for each orphan, beside those.
Findings orphan_findings(const planner::OrphanReport& report);

/// What of a drift was written into the files, and what was not and why.
std::string render_taken_in(const planner::TakenIn& taken);
Value taken_in_to_value(const planner::TakenIn& taken, const schema::Project& project);
Findings refused_findings(const planner::TakenIn& taken);

}  // namespace dac::cli
