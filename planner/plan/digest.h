#pragma once
// The digest of a plan: over everything that it would do, not over nonce, time and evidence. Pure.

#include <string>

#include "planner/plan/plan.h"

namespace dac::planner {

std::string digest_of(const Plan& plan);

}  // namespace dac::planner
