#pragma once
// Whether the values of a pipeline's answer go into its target's columns by themselves: who means another type says so
// with a cast. Looks at the engine's types only, at no row.

#include <string>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"

namespace dac::local::stream {

struct Misfit {
  std::string column;  // of the answer
  std::string from;    // types, in dac's words
  std::string to;
  bool may_fail = false;  // text into a number; else it only rounds or cuts
};

Result<std::vector<Misfit>> find_misfits(Connection& connection, const Plan& plan);
/// kInvalid where one may fail.
Result<> check_types(Connection& connection, const Plan& plan);

}  // namespace dac::local::stream
