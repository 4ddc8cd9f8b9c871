#pragma once
// A relation that SQL over a project may read. Constant data; rows are plain values.

#include <functional>
#include <span>
#include <string_view>

#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::planner {

struct RelationColumn {
  std::string_view name;
  std::string_view type;  // TEXT, INTEGER or NUMERIC; every column may be null
  std::string_view doc;
};

struct Relation {
  std::string_view name;
  std::string_view doc;
  std::span<const RelationColumn> columns;
};

/// Takes a row: a value for each column, in their order; text, int64, double, bool (0 or 1) or null.
using RowSink = std::function<void(const List& row)>;

/// Gives the rows of a relation; called at most once for each that a query reads.
using RowSource = std::function<Result<>(const Relation& relation, const RowSink& sink)>;

}  // namespace dac::planner
