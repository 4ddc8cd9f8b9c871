#pragma once
// What a plan says, before it is text for a terminal or a comment: every view of a plan draws from here, so that none
// knows less than another. Pure; texts are not escaped.

#include <string>
#include <vector>

#include "planner/plan/plan.h"

namespace dac::cli {

/// Steps in their order: what the files ask for, and what only goes back to them.
struct PlanParts {
  std::vector<const planner::Step*> changed;
  std::vector<const planner::Step*> drifted;
};
PlanParts parts_of(const planner::Plan& plan);

/// What only informs stands at its step already, as the code of a rule; each unknown target has a finding of its own.
Findings told_findings(const planner::Plan& plan);

/// Without "spec." in front.
std::string short_path(const std::string& path);

/// One changed field. Either `label` says all ("- column minutes float64"), or the values follow it: as they are, or
/// as a difference of lines where they do not fit one line.
struct ShownChange {
  enum class Form { kLabel, kValues, kDifference };
  Form form = Form::kValues;
  std::string label;   // "partitions"
  std::string before;  // "" where there was nothing
  std::string after;   // "2592000000 ms (30d)", "604800000 ms (7d), the default", "(default)" where that is not known
};
ShownChange show_change(const planner::Step& step, const planner::FieldChange& change);

/// What was applied and what is live, on one line each; of what is not ours nothing was applied.
struct ShownDrift {
  std::string path;
  std::string applied;
  std::string live;
};
ShownDrift show_drift(const planner::DriftItem& item);

/// Why a step may not run: "waits for " "schema/ride" ", which is blocked". `name` is to be copied as it is.
struct Blocker {
  std::string before;
  std::string name;
  std::string after;
};
std::vector<Blocker> blockers_of(const planner::Plan& plan, const planner::Step& step);

}  // namespace dac::cli
