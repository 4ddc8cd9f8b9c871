#pragma once
// A pipeline made ready to run: its query understood, its target and sources found, the columns of its answer matched.
// And what must be said of it before: an answer that changes needs a primaryKey, a Topic takes only rows that stay.
// Reads the database's catalogue only.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/delta.h"
#include "providers/local/stream/null_places.h"
#include "providers/local/stream/query.h"
#include "schema/base/result.h"
#include "schema/evolve/record_schema.h"

namespace dac::local::stream {

/// A Topic with a value schema or a Table, by its name in the target.
struct Relation {
  bool is_topic = true;
  std::string name;
  std::string table;                     // the engine's, quoted and qualified: a topic's log, or the table itself
  std::vector<std::string> columns;      // in order
  std::vector<std::string> stored;       // what they are called there: a log has columns of its own
  std::vector<std::string> types;        // the engine's
  std::vector<std::string> primary_key;  // of a table
  std::int64_t partitions = 1;
  std::string key_field;
  std::string time_field;
  std::shared_ptr<const schema::RecordSchema> schema;  // of a topic's values
  std::vector<std::string> required = {};              // columns of a topic that no event lacks
  std::vector<NullPlace> inner = {};                   // nulls within its columns that no event has

  [[nodiscard]] bool has(std::string_view column) const;
};

/// The relation of a name, ignoring case; a topic's log is there afterwards. kNotFound.
using FindRelation = std::function<Result<Relation>(const std::string& name)>;

struct Pipeline {
  std::string name;
  std::string sql;   // names relations as the target does
  std::string into;  // the target's name
  bool into_topic = false;
  bool batch = false;
  bool stopped = false;
  Way at_best = Way::kAppend;  // what could follow its events when it was started
};

struct Plan {
  Pipeline pipeline;
  Query query;
  Relation target;
  std::vector<Relation> reads;       // one for each of query.sources
  std::vector<std::string> answer;   // the names of the answer's columns
  std::vector<std::string> columns;  // of the target that they fill, in the same order
  std::vector<std::string> types;
  std::string text;         // of the query, without an INSERT around it
  std::vector<Value> keys;  // the expressions of target.primary_key, where way is kGrouped or kKeyed
  [[nodiscard]] HasColumn has_column() const;
};

/// kInvalid with a code of 085x and a message without the pipeline's name where it cannot be.
Result<Plan> make_plan(Connection& connection, const Pipeline& pipeline, const FindRelation& find);

/// In words, for a plan: "recomputed over all events at every send: it has ORDER BY ... LIMIT".
std::string in_words(const Query& query);

}  // namespace dac::local::stream
