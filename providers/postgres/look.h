#pragma once
// What the server says of an endpoint's SQL before it is applied. Functions over a connection; they change nothing.

#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"

namespace dac::postgres {

/// Nothing where it takes the SQL; else its refusal.
std::optional<Refusal> refusal_of_sql(Connection& connection, const Value& fields);

/// Large tables that a call reads row by row, whatever its arguments are: "public.orders", sorted.
std::vector<std::string> scanned_tables(Connection& connection, const Value& fields);

}  // namespace dac::postgres
