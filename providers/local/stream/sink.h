#pragma once
// An answer into its Table: the temporary table dac_answer becomes rows of the target, and what changed is kept for
// those who read it. Functions over a connection, inside one transaction; no state.

#include <string>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// The rows of a table before and after a change, whole: temporary tables with its columns.
struct Change {
  std::string gone;
  std::string added;
};

/// What dac_answer is, beside plan.columns.
struct AnswerForm {
  bool arrival = false;  // it has kArrival: of two rows with one key the later wins, else the last
  bool gone = false;     // there is a table dac_gone of keys that are to leave
};

/// Deletes what is gone, writes what is new or other. `change` (may be null) is filled where something was written,
/// into tables whose names begin with change->gone and change->added as they come in. Gives how many rows were written
/// or deleted. Drops dac_answer and dac_gone.
Result<std::int64_t> write_table(Connection& connection, const Plan& plan, const AnswerForm& form,
                                 const Change* change);

}  // namespace dac::local::stream
