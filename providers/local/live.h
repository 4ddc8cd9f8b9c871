#pragma once
// What is live on the platform, as the planner wants it. Functions over a connection; no state.

#include <span>
#include <string_view>
#include <vector>

#include "providers/api/object.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"

namespace dac::local {

/// One answer per key, in order.
Result<std::vector<providers::Live>> read_live(Connection& connection, std::span<const providers::ObjectKey> keys);
/// All of a kind ("topic"), sorted by name.
Result<std::vector<providers::Live>> list_live(Connection& connection, std::string_view kind);

}  // namespace dac::local
