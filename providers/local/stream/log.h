#pragma once
// Adding events to a topic's log: numbers, offsets, partitions as Kafka's own clients choose them. Functions over a
// connection; no state.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local::stream {

/// Murmur2 of the key's bytes, as Kafka's default partitioner takes it, over `partitions`.
std::int64_t partition_of(std::string_view key, std::int64_t partitions);
/// A value as the text of a key; nothing for null.
std::optional<std::string> key_text(const Value& value);
/// Why the time of an event, checked and in the order of topic.columns, cannot be kept; empty if it can.
std::string time_trouble(const Relation& topic, const List& event);

/// Events as checked values, in the order of topic.columns.
Result<> append_events(Connection& connection, const Relation& topic, const std::vector<List>& events,
                       std::int64_t now_ms);
/// The rows of the temporary table dac_answer (plan.columns and, if `arrival`, kArrival) as new events of plan.target;
/// how many.
Result<std::int64_t> append_answer(Connection& connection, const Plan& plan, bool arrival, std::int64_t now_ms);

}  // namespace dac::local::stream
