#pragma once
// The columns of relations that a statement may read, looked up in its queries from the inside to the outside.
// Over-approximates ("may read"), never misses. Pure.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/sql/statement.h"

namespace dac::schema {

struct SqlColumn {
  std::size_t relation = 0;  // index in the statement's relations
  std::string name;          // as the relation spells it; "*": all of them
  std::size_t offset = 0;    // of its first use, in bytes
};

/// A name that stands where only a column can, and that none is found for; at its first place.
struct SqlStray {
  std::string name;
  std::size_t offset = 0;
  std::vector<std::size_t> relations;  // that it could have been a column of; all their columns are known
};

struct SqlColumns {
  std::vector<SqlColumn> read;  // each pair once, by relation and name; a relation with "*" has no other
  std::vector<SqlStray> strays;
};

/// The columns of a relation; nullptr where they are not known, so that it may have any.
using ColumnsOf = std::function<const std::vector<std::string>*(const SqlName& relation)>;

/// Nothing for a text with problems (see read_statement).
SqlColumns read_columns(std::string_view sql, const ColumnsOf& columns_of);

}  // namespace dac::schema
