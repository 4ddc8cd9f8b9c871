#pragma once
// A rehearsal of changes in memory: an empty copy of the platform takes them, so that SQL which the engine would refuse
// is known before anything is changed. No rows are copied. Reads `live` only.

#include <functional>
#include <span>
#include <string>

#include "providers/api/context.h"
#include "providers/api/object.h"
#include "providers/local/duckdb/database.h"
#include "schema/diag/finding.h"

namespace dac::local {

/// Whose SQL it is.
struct Author {
  /// Where the SQL is that an error of the engine is about.
  std::function<Origin(const providers::Operation& operation, const std::string& message)> place;
  /// The resource of an object; empty if the files have none.
  std::function<std::string(const providers::ObjectKey& key)> resource;
};

/// `live` may be null: there is no platform yet. What fails in a Pipeline, an Endpoint or a Table is a finding at its
/// SQL; a pipeline that is computed afresh at every send is told. So is what stays as it is but no longer binds because
/// of what it reads or writes; only a warning where the files do not have it.
/// Stops when the context's deadline has passed, with a finding at the SQL that took so long.
Findings rehearse(Connection* live, std::span<const providers::Operation> operations, const providers::Context& context,
                  const Author& author);

}  // namespace dac::local
