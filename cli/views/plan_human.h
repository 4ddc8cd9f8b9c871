#pragma once
// A plan as a person at a terminal reads it: what you changed, what drifted, who is affected, what is refused. Pure.

#include <string>
#include <string_view>

#include "cli/term/console.h"

#include "planner/plan/plan.h"

namespace dac::cli {

struct PlanViewOptions {
  bool explain = false;                      // the calls of every step
  std::string_view changed = "You changed";  // the heading of what no drift asks for
};

std::string render_plan(const planner::Plan& plan, const Sources& sources, const Paint& paint,
                        const PlanViewOptions& options);

/// "1 to create, 2 to update, 1 blocked; 12 unchanged", or "nothing to do; 12 unchanged"; and which targets are silent.
std::string summarize(const planner::Plan& plan);

}  // namespace dac::cli
