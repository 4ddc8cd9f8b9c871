#pragma once
// From new rows to the rows of an answer: what a plan needs to run once. Leaves its answer in the temporary tables
// dac_answer and dac_gone, which the sink takes. Functions over a connection, inside one transaction; no state.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "providers/local/stream/sink.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// What changed since the plan last ran.
struct News {
  std::int64_t taken = 0;                              // the last event that was taken in before
  std::int64_t through = 0;                            // the last one now
  std::map<std::string, std::int64_t> heads;           // the last event of each topic, by lower-case name
  std::map<std::string, std::vector<Change>> changes;  // of Tables, by lower-case name
};

/// The whole answer over all rows; forgets what was kept. `through` as in News.
Result<AnswerForm> compute_all(Connection& connection, const Plan& plan, std::int64_t through);
/// The rows that the news add or change, and the keys that leave. kRecompute: the whole answer.
Result<AnswerForm> compute_new(Connection& connection, const Plan& plan, const News& news);
/// Whether any source has news.
bool has_news(const Plan& plan, const News& news);
/// The best way in which the engine binds what the plan needs and gives the same digits as over all rows; never better
/// than the plan's own.
Way bindable_way(Connection& connection, const Plan& plan);
/// Drops what is kept for a pipeline beside its target.
Result<> drop_kept(Connection& connection, const std::string& pipeline);

}  // namespace dac::local::stream
