#pragma once
// The events of a topic: the table log."<topic>", made when the first event arrives or a pipeline or endpoint reads the
// topic, and the view main."<topic>" with just the value columns, which is what SQL names. Functions over a connection;
// no state.

#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "schema/model/column.h"

namespace dac::local {

/// The columns of a log before the value's: _partition INTEGER, _offset BIGINT, _key VARCHAR, _timestamp TIMESTAMP,
/// _seq BIGINT. _seq counts up over the whole platform; _timestamp is the event's time in UTC.
inline constexpr std::string_view kLogColumns[] = {"_partition", "_offset", "_key", "_timestamp", "_seq"};

/// What a value column is called in the log: itself, unless it is one of the above.
std::string log_column(std::string_view column);

/// Makes the log and its view, or brings them up to `columns`: new columns are added (old events have null in them),
/// types widened, columns that are gone stay in the log and leave the view. Does nothing where all is as it should be.
Result<> ensure_log(Connection& connection, const std::string& topic, const std::vector<schema::Column>& columns);
Result<bool> has_log(Connection& connection, const std::string& topic);
/// Drops log and view; absent is fine.
Result<> drop_log(Connection& connection, const std::string& topic);

/// The value columns of a topic by its catalogue row and its schema's; kInvalid if it has no value schema, kNotFound if
/// there is no such topic.
Result<std::vector<schema::Column>> topic_columns(Connection& connection, const std::string& topic);

}  // namespace dac::local
