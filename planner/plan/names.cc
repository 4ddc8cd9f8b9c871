#include <algorithm>

#include "planner/plan/plan.h"

namespace dac::planner {

bool is_made_elsewhere(const Step& step) {
  return step.action == Action::kReplace &&
         std::any_of(step.calls.begin(), step.calls.end(),
                     [](const providers::Operation& call) { return call.action == Action::kDelete; });
}

std::string_view action_name(Action action) {
  switch (action) {
    case Action::kCreate:
      return "create";
    case Action::kUpdate:
      return "update";
    case Action::kReplace:
      return "replace";
    case Action::kDelete:
      return "delete";
    case Action::kAdopt:
      return "adopt";
    case Action::kForget:
      return "forget";
  }
  return "update";
}

std::string_view risk_name(Risk risk) {
  switch (risk) {
    case Risk::kSafe:
      return "safe";
    case Risk::kRestart:
      return "restart";
    case Risk::kReprocess:
      return "reprocess";
    case Risk::kBreaking:
      return "breaking";
    case Risk::kDataLoss:
      return "data-loss";
    case Risk::kForbidden:
      return "forbidden";
  }
  return "safe";
}

std::string_view cause_name(Cause cause) {
  switch (cause) {
    case Cause::kFile:
      return "file";
    case Cause::kDrift:
      return "drift";
    case Cause::kDependency:
      return "dependency";
    case Cause::kAdopt:
      return "adopt";
  }
  return "file";
}

Summary count_steps(const std::vector<Step>& steps) {
  Summary summary;
  for (const Step& step : steps) {
    switch (step.action) {
      case Action::kCreate:
        ++summary.create;
        break;
      case Action::kUpdate:
        ++summary.update;
        break;
      case Action::kReplace:
        ++summary.replace;
        break;
      case Action::kDelete:
        ++summary.remove;
        break;
      case Action::kAdopt:
        ++summary.adopt;
        break;
      case Action::kForget:
        ++summary.forget;
        break;
    }
    if (!step.blocked_by.empty()) ++summary.blocked;
  }
  return summary;
}

}  // namespace dac::planner
