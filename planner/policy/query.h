#pragma once
// SQL over relations, by SQLite in memory. A query is one statement that reads: nothing else is prepared, no file and
// no extension can be reached, and time, memory and rows are bounded. Beside SQLite's own functions there are
// duration('7d'), in milliseconds, and size('1MiB'), in bytes; each gives null for what is none.
// Threads: one query at a time in a process (SQLite's limit of memory is the process's). A thread of its own asks
// whether it is cancelled.

#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "planner/policy/relation.h"
#include "providers/api/provider.h"

namespace dac::planner {

inline constexpr std::size_t kLongestQuery = std::size_t{1} << 20U;  // bytes of SQL

struct QueryLimits {
  std::chrono::milliseconds time{10'000};         // of the query itself, not of what fills its relations
  std::size_t memory = std::size_t{1024} << 20U;  // bytes, relations and answer together
  std::size_t rows = 100'000;                     // of the answer
  std::function<bool()> cancelled = [] { return false; };
};

/// The answer, or kInvalid with kQueryInvalid where the SQL is at fault, kQueryTooMuch where a limit is; errors of
/// `source` as they are. Columns of one name are told apart by a number. Bytes are
/// hexadecimal.
Result<providers::Rows> query(std::string_view sql, std::span<const Relation> relations, const RowSource& source,
                              const QueryLimits& limits);

}  // namespace dac::planner
