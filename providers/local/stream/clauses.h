#pragma once
// The clauses of a pipeline's INSERT against what the embedded platform does anyway: a Table with a primaryKey is
// upserted, a Topic only grows. Pure.

#include <string>
#include <string_view>

#include "providers/local/stream/plan.h"
#include "schema/base/result.h"
#include "schema/sql/statement.h"

namespace dac::local::stream {

/// kInvalid (kInsertClause) with a message where a clause asks for something else. Needs the plan's target and columns.
Result<> check_clauses(const Plan& plan, const schema::SqlStatement& statement);

}  // namespace dac::local::stream
