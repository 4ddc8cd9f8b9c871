#pragma once
// What can be seen in a user's SQL without an engine: one statement of which sort, the relations it names, its
// :parameters, its INSERT target, whether it calls a forbidden function. Over-approximates ("may read"), never misses.
// Pure.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/code.h"

namespace dac::schema {

/// What else than a relation a name may mean to some engine: a column behind IN, an entry further down a WITH list.
enum class SqlDoubt : std::uint8_t { kNone, kColumn, kCte };

/// A name in FROM, JOIN, INSERT INTO, ... that no CTE of the text defines.
struct SqlName {
  std::vector<std::string> parts;  // unquoted: {"public", "orders"} or {"orders"}
  std::size_t offset = 0;          // bytes from the start of the text
  std::size_t length = 0;
  bool needs_alias = false;          // read without an alias: columns may be qualified with its last part
  SqlDoubt doubt = SqlDoubt::kNone;  // if any, then no relation of that name is no mistake
};

struct SqlParameter {
  std::string name;
  std::size_t offset = 0;  // of the colon
};

struct SqlProblem {
  Code code;
  std::string message;
  std::string help;
  std::size_t offset = 0;
};

struct SqlStatement {
  bool is_insert = false;
  std::vector<SqlName> relations;           // read; each place of use, in order
  std::vector<SqlName> insert_target;       // empty or one
  std::vector<std::string> insert_columns;  // of INSERT INTO t (a, b), unquoted
  bool insert_by_name = false;              // DuckDB's INSERT ... BY NAME
  std::vector<std::size_t> query;           // of an INSERT: {offset of the query}; else {0}
  std::size_t query_end = 0;                // behind the query: before ON CONFLICT, RETURNING or the closing semicolon
  std::vector<SqlParameter> parameters;     // each place of use, in order
  std::vector<SqlProblem> problems;         // unclosed string or comment, two statements, no query, forbidden function
};

SqlStatement read_statement(std::string_view sql);

/// The text without comments, white space folded, keywords in upper case: two texts that mean the same become equal.
std::string canonical_sql(std::string_view sql);

/// `sql` with every relation for which `rename(parts)` is not empty written as what it gives (already quoted), and
/// every parameter as `parameter(name)`. A renamed relation without an alias gets its old name as one, so that
/// `orders.amount` still means it. What may be a column is left.
struct SqlRewrite {
  std::string (*rename)(const SqlName& name, const void* context);
  std::string (*parameter)(std::string_view name, const void* context);
  const void* context = nullptr;
};
std::string rewrite_sql(std::string_view sql, const SqlStatement& statement, const SqlRewrite& rewrite);

/// "orders" or "\"or.ders\"": as DuckDB, PostgreSQL and Flink's ANSI mode quote.
std::string quote_identifier(std::string_view name);

}  // namespace dac::schema
