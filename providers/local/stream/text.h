#pragma once
// The SQL text in which a plan's trees run: each marker is a CTE over the rows it stands for. Reads nothing.

#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// The rows that a marker stands for.
struct SourceRows {
  std::string from;      // the engine's relation or a query in brackets; empty: the relation itself
  std::string where;     // on it, or empty
  bool arrival = false;  // a topic's: with the column kArrival
};
using Selection = std::vector<SourceRows>;  // one for each source

/// "WITH dac_source_0 AS NOT MATERIALIZED (SELECT ...), ..., " + `more` (further CTEs); ends with a space.
std::string source_ctes(const Plan& plan, const Selection& selection, const std::string& more = {});
/// `tree` over the rows of `selection` as a query of its own.
Result<std::string> over(Connection& connection, const Plan& plan, const Value& tree, const Selection& selection);
/// The whole answer over everything that is there.
Result<std::string> whole_answer(Connection& connection, const Plan& plan);
/// SELECT the answer's columns cast to the target's and named like them, then `extra` columns as they are, FROM
/// `query`, by place.
std::string for_target(const Plan& plan, const std::string& query, const std::vector<std::string>& extra = {});

/// "a", "b"
std::string name_list(const std::vector<std::string>& names);

}  // namespace dac::local::stream
