#pragma once
// A pipeline's query, understood: what it reads, whether and how its answer can follow new rows without being computed
// afresh. Pure.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/stream/ast.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local::stream {

/// How an answer follows its events; in the order of what it costs.
enum class Way {
  kAppend,     // new rows give new rows, none ever leaves
  kGrouped,    // aggregates that merge: sums kept for each group
  kKeyed,      // the rows of touched keys are computed again
  kRecompute,  // the whole answer is computed again
};

/// One place of the query where a relation is read. In the tree it has the name of marker(i).
struct Source {
  std::string relation;
  std::string alias;      // as the query calls it
  bool nullable = false;  // on the side of an outer join that may be missing
};
std::string marker(std::size_t source);

/// A call of an aggregate that is kept: count, sum, min, max, avg, bool_and, bool_or without DISTINCT or ORDER BY.
struct Kept {
  Value call;
  std::string function;  // lower case; "count" for count(*) too
};

struct Query {
  Way way = Way::kRecompute;
  std::string reason;  // of kRecompute and kKeyed: why not better ("it has ORDER BY ... LIMIT")
  Value node;          // CTEs folded in, sources marked; null where the engine could not take the text apart
  Value whole;         // as it was written but for the CTEs and the markers; what recompute() goes back to
  std::vector<Source> sources;
  bool grouped = false;  // has aggregates or GROUP BY
  bool outer = false;    // has an outer join
  bool distinct = false;
  bool ordered = false;       // had an ORDER BY of no effect on a relation
  std::vector<Value> groups;  // expressions, ordinals and aliases resolved
  std::vector<Kept> kept;     // every aggregate, once, where way is kGrouped
};

/// Whether a relation that is read has a column of that name: a name in GROUP BY is a column first, then an alias.
using HasColumn = std::function<bool(const std::string& relation, const std::string& column)>;

/// `select` is a node of parse_select.
Query understand(Value select, const HasColumn& has_column);
/// Gives up on following rows.
void recompute(Query& query, std::string reason);
/// A text that the engine could not take apart; `relations` are those it names.
Query opaque(std::string reason, const std::vector<std::string>& relations);

/// The expression of a column of the answer, for a key; null where it is not plain to see.
Value expression_of(const Query& query, std::string_view column);

}  // namespace dac::local::stream
