#pragma once
// Relations as they are on the platform: topics by the catalogue and the registry, tables by the engine. Functions over a connection; no state.

#include <memory>
#include <string>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"
#include "schema/evolve/record_schema.h"

namespace dac::local::stream {

/// By its name in the target, a topic or a table, ignoring case; makes a topic's log where it is not there. kNotFound.
Result<Relation> find_live(Connection& connection, const std::string& name);
/// A topic; kNotFound with kTopicNotApplied.
Result<Relation> find_topic(Connection& connection, const std::string& name);
/// The schema of a topic's values as it is on the platform; kInvalid where it has none.
Result<std::shared_ptr<const schema::RecordSchema>> value_schema(Connection& connection, const std::string& topic);

}  // namespace dac::local::stream
