#pragma once
// A call of an endpoint: its SQL with bound, typed parameters. Functions over a connection; no state.

#include <span>

#include "providers/api/provider.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"
#include "schema/model/parameters.h"
#include "schema/value/value.h"

namespace dac::local::stream {

/// `endpoint` is the fields of its row in the catalogue. At most maxRows rows; more is kInvalid.
Result<providers::Rows> call(Connection& connection, const Value& endpoint,
                             std::span<const schema::Argument> arguments);

}  // namespace dac::local::stream
