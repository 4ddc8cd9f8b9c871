#pragma once
// The names in a statement that may be columns. Used by read_statement only. Pure.

#include <string>
#include <vector>

#include "schema/sql/reader.h"

namespace dac::schema {

/// Sorted, each once; with "*" where a star, a whole row or an unnamed list of columns may be read. `first` is the
/// query's first token.
std::vector<std::string> find_columns(const Tokens& tokens, const Reader& reader, std::size_t first);

}  // namespace dac::schema
