#pragma once
// Judges changes: rules of the core, immutable fields, and what the provider itself knows set each step's risk, and say
// why. Pure but for what the live systems themselves are asked.

#include "planner/diff/changes.h"
#include "planner/graph/references.h"

namespace dac::planner {

struct JudgeInputs {
  const schema::Project& project;
  const References& references;
  const Targets* targets = nullptr;       // nullptr: providers are not asked
  providers::Context* context = nullptr;  // nullptr: live systems are not asked
};

/// Sets risk, rules, undo and reversible of each change, blocks what is forbidden, and adds the findings.
void judge_changes(std::vector<Change>& changes, const JudgeInputs& inputs, Findings& findings);

}  // namespace dac::planner
