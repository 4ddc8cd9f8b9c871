#pragma once
// Changes of tables: their calls, what they risk, and the calls made. What is pure says so.

#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"
#include "providers/postgres/settings.h"

namespace dac::postgres {

/// The statements, one a line. Pure.
std::vector<std::string> describe_change(const providers::Operation& operation, const Settings& settings);

/// What PostgreSQL really does to the table meanwhile, and what may be lost. Pure.
std::vector<providers::RiskNote> risks_of(const providers::Operation& operation);

/// One step. What was done in the one transaction stays done where a statement after it fails.
providers::Outcome apply_change(Connection& connection, const providers::Operation& operation,
                                const Settings& settings);

}  // namespace dac::postgres
