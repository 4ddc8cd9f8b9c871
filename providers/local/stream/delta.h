#pragma once
// The queries that follow from a pipeline's query: its answer with the order of arrival, sums for each group, the keys
// that new rows touch, the rows of those keys. Trees in which every relation is still a marker; who runs them says what
// rows each marker stands for. Pure.

#include <string>
#include <vector>

#include "providers/local/stream/query.h"
#include "schema/value/value.h"

namespace dac::local::stream {

/// The column in which a source says when a row arrived, and an answer with_arrival() when its row did.
inline constexpr std::string_view kArrival = "dac.seq";

/// The query with one more column, kArrival: the latest arrival of what a row is made of. Null where that cannot be
/// told; `arriving(relation)` says which relations have the column.
Value with_arrival(const Query& query, const std::function<bool(const std::string& relation)>& arriving);

/// SELECT group expressions AS dac_k0.., kept aggregates AS dac_a0.. (an average's sum; its count is dac_n0..) FROM ..
/// GROUP BY.
Value partial_groups(const Query& query);
/// The select list over columns dac_k0.., dac_a0.. of a relation `dac_groups`, the columns called `names`, and
/// "dac.keep", what HAVING says.
Value groups_answer(const Query& query, const std::vector<std::string>& names);

/// SELECT DISTINCT `keys` AS dac_k0.. of the rows that source `touched` takes part in.
Value touched_keys(const Query& query, const std::vector<Value>& keys, std::size_t touched);
/// The query for just the keys in a relation `dac_keys` (dac_k0..).
Value restricted(const Query& query, const std::vector<Value>& keys);

/// Whether rows of different `keys` never share a group, and the keys are known without computing the answer. Empty, or
/// why not.
std::string key_trouble(const Query& query, const std::vector<Value>& keys, const HasColumn& has_column);
/// Whether every group has its own key.
bool keys_tell_groups_apart(const Query& query, const std::vector<Value>& keys);

}  // namespace dac::local::stream
