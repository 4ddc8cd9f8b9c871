#pragma once
// Pipelines that begin to fill a Table which holds what another one wrote by other SQL. Reads the platform only.

#include <span>
#include <vector>

#include "providers/api/object.h"
#include "providers/local/duckdb/database.h"

namespace dac::local {

/// What each of `operations`, in their order, does to rows that a Table has from a pipeline which writes there no more,
/// or soon no more.
std::vector<std::vector<providers::RiskNote>> takeovers(Connection& live,
                                                        std::span<const providers::Operation> operations);

}  // namespace dac::local
