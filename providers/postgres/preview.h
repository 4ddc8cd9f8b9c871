#pragma once
// What the rows of a table say to a change that has not been made yet, and what the change would meet. Functions over a
// connection; they change nothing.

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"

namespace dac::postgres {

/// Rows that a change of a table would fail on.
void preview_change(Connection& connection, const providers::Operation& operation, const std::string& usual,
                    Findings& findings);

/// Rows and bytes; rows counted where they are few, else as PostgreSQL last estimated them.
Result<List> evidence_of(Connection& connection, const providers::Operation& operation, const std::string& usual);

}  // namespace dac::postgres
