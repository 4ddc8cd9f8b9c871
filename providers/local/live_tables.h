#pragma once
// Tables as the engine's own catalogue has them, in the shape of a Table's spec. Functions over a connection; no state.

#include <map>
#include <string>
#include <string_view>

#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local {

/// Every table but dac's own and the topics' logs, by native name: columns, primaryKey, indexes.
Result<std::map<std::string, Value, std::less<>>> read_tables(Connection& connection);

/// What an index of a table is called inside the database: names of indexes are unique in a schema there, in a Table
/// here.
std::string index_name(std::string_view table, std::string_view index);

}  // namespace dac::local
