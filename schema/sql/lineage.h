#pragma once
// Which columns of relations each column of a statement's answer is computed from. Over-approximates. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "schema/sql/columns.h"

namespace dac::schema {

struct SqlOutput {
  std::string name;             // as the statement writes it; what it has no name for: its text
  std::vector<SqlColumn> from;  // sorted, each once; "*": any column of the relation
};

/// The answer's columns in order. Empty where they cannot be seen (VALUES, PIVOT, a star over unknown columns) and
/// for a text with problems. What only chooses rows (WHERE, JOIN ... ON, GROUP BY) is in none of them.
std::vector<SqlOutput> read_lineage(std::string_view sql, const ColumnsOf& columns_of);

}  // namespace dac::schema
