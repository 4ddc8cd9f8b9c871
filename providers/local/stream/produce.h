#pragma once
// Lines of JSON into a topic. Functions over a connection; no state.

#include <functional>
#include <string>

#include "providers/api/provider.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// Lines to one transaction: many enough that its cost is small, few enough to hold in memory.
inline constexpr std::size_t kBatchLines = 50'000;

/// Every line is checked against the schema that the topic has on the platform; those that fit become events, in their
/// order, and go through every pipeline downstream; the others are counted, in the report and on the platform.
Result<providers::SendReport> produce(Connection& connection, const std::string& topic,
                                      const providers::LineReader& lines, const std::function<bool()>& cancelled);

}  // namespace dac::local::stream
