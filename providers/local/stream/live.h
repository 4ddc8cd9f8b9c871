#pragma once
// Relations as they are on the platform: topics by the catalogue and the registry, tables by the engine. Functions over
// a connection; no state.

#include <string>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// By its name in the target, a topic or a table, ignoring case; makes a topic's log where it is not there. kNotFound.
Result<Relation> find_live(Connection& connection, const std::string& name);
/// A topic; kNotFound with kTopicNotApplied, kInvalid where it has no value schema.
Result<Relation> find_topic(Connection& connection, const std::string& name);

}  // namespace dac::local::stream
