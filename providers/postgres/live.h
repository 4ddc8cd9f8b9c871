#pragma once
// Tables as PostgreSQL's catalogue has them, in the shape of a Table's spec. Functions over a connection; no state.

#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"

namespace dac::postgres {

/// One answer per key, in order: a table, a view or a foreign table. `usual`: the schema of names without one.
Result<std::vector<providers::Live>> read_tables(Connection& connection, std::span<const providers::ObjectKey> keys,
                                                 const std::string& usual);
/// Every table but the system's own, those of extensions and the parts of partitioned ones.
Result<std::vector<providers::Live>> list_tables(Connection& connection, const std::string& usual);

}  // namespace dac::postgres
