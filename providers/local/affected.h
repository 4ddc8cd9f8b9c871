#pragma once
// What is on the platform and stays as it is, but reads or writes what a plan gives another form or takes away: it has
// to bind again. Reads the platform only. Functions; no state.

#include <span>
#include <string>
#include <vector>

#include "providers/api/object.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"

namespace dac::local {

struct Affected {
  providers::ObjectKey key;  // a pipeline or an endpoint
  Value fields;              // as they are on the platform
  std::string why;           // "it stays as it is, but reads orders, and this plan changes schema/order"
  const providers::Operation* fills = nullptr;  // of the table that it writes, if that changes
};

/// Those that no operation is about, by kind and name. Costs nothing where no form changes; else a look at every
/// pipeline and endpoint, and at the topics and schemas that they read.
Result<std::vector<Affected>> affected_by(Connection& live, std::span<const providers::Operation> operations);

}  // namespace dac::local
