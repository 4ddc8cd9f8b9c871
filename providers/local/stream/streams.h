#pragma once
// What the platform remembers of its streams: tables in the schema `dac`. dac.streams: every pipeline that was started,
// what it reads, and the number of the last event it took in. dac.heads: the last event's number of each topic (of all
// under the empty name) and how many were refused. dac.offsets: where the next event of a partition goes.
// dac.left_rows: the pipelines whose rows a Table holds though they write there no more. Written in the same
// transaction as the events. Functions over a connection; no state.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// Stream::taken of one that was stopped from the start.
inline constexpr std::int64_t kNeverRan = -1;

struct Stream {
  Pipeline pipeline;
  std::vector<std::string> reads;  // relations, by their names in the target
  std::int64_t taken = 0;          // the number of the last event it took in
  bool stale = false;              // has to be computed afresh: what it reads, or it itself, changed meanwhile
};

/// Who wrote rows that are in a Table.
struct Writer {
  std::string name;
  std::string sql;
};

/// Makes the tables where they are not there.
Result<> make_stream_tables(Connection& connection);
/// By name.
Result<std::vector<Stream>> read_streams(Connection& connection);
Result<> put_stream(Connection& connection, const Stream& stream);
Result<> erase_stream(Connection& connection, const std::string& name);
Result<> set_taken(Connection& connection, const std::string& name, std::int64_t taken);
Result<> set_stale(Connection& connection, const std::string& name);
/// `stream` writes to its Table no more; its rows are still there.
Result<> leave_rows(Connection& connection, const Stream& stream);
/// Those who left rows in a Table. Also on a read-only connection without the tables.
Result<std::vector<Writer>> left_rows(Connection& connection, const std::string& table);
/// A Table was emptied or made anew.
Result<> forget_left_rows(Connection& connection, const std::string& table);
/// Every one after those it reads from; by name among equals.
std::vector<Stream> in_order(std::vector<Stream> streams);

/// The number of the last event of a topic; of all topics under the empty name. 0: none.
Result<std::int64_t> head(Connection& connection, const std::string& topic);
/// Those of all topics by lower-case name, and of all together.
Result<std::map<std::string, std::int64_t>> heads(Connection& connection);
/// Hands out `count` numbers for events of a topic; the first of them.
Result<std::int64_t> take_numbers(Connection& connection, const std::string& topic, std::int64_t count);
Result<> count_refused(Connection& connection, const std::string& topic, std::int64_t count);
struct Counts {
  std::int64_t refused = 0;
  std::int64_t last_number = 0;
};
/// Also where nothing was ever sent, and on a read-only connection without the tables.
Result<Counts> counts(Connection& connection, const std::string& topic);
/// The next offset of each partition that has events.
Result<std::map<std::int64_t, std::int64_t>> next_offsets(Connection& connection, const std::string& topic);
Result<> set_next_offsets(Connection& connection, const std::string& topic,
                          const std::map<std::int64_t, std::int64_t>& next);
/// The topic starts anew: no event, no refusal.
Result<> forget_topic(Connection& connection, const std::string& topic);

}  // namespace dac::local::stream
