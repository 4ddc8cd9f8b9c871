#pragma once
// One operation carried out on a connection, inside a transaction that the caller begins and ends. Functions; no state.

#include "providers/api/object.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"

namespace dac::local {

/// The identity of the object afterwards; empty after a delete.
Result<std::string> carry_out(Connection& connection, const providers::Operation& operation);

/// What a row is to hold after a change: `after` over `before`, an entry that is null in `after` goes, maps are joined, lists replaced.
Value merged_fields(const Value& before, const Value& after);

// Of Pipelines and Endpoints.
Result<> start_pipeline_of(Connection& connection, const std::string& name, const Value& fields);
Result<> drop_pipeline_of(Connection& connection, const std::string& name);
/// The engine takes the SQL with its typed parameters; logs of the topics that it reads are there afterwards.
Result<> prepare_endpoint(Connection& connection, const Value& fields);

}  // namespace dac::local
