#pragma once
// The queries of one statement and what each reads from, as the reader leaves them: a tree over the tokens, in which
// names are looked up from the inside to the outside. Pure data.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace dac::schema {

inline constexpr std::uint32_t kNoIndex = std::numeric_limits<std::uint32_t>::max();

/// One entry of a FROM.
struct SqlSource {
  enum class Kind : std::uint8_t {
    kRelation,  // `index` of the statement's relations
    kCte,       // `index` of the scopes' CTEs
    kQuery,     // `index` of the scopes: a derived table
    kUnknown,   // a table function, a pivot: its columns cannot be seen
  };
  Kind kind = Kind::kUnknown;
  std::uint32_t index = kNoIndex;
  std::vector<std::string> names = {};    // what may qualify its columns, in lower case: aliases, or its own name
  std::string hidden = {};                // its own name, where an alias stands before it
  std::vector<std::string> columns = {};  // of `AS t(a, b)`, in lower case
};

/// Tokens from `begin` to before `end`.
struct SqlRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One SELECT, FROM or VALUES, or what stands around several of them.
struct SqlScope {
  std::uint32_t parent = kNoIndex;      // where names are looked up that are not found here
  std::uint32_t branch_of = kNoIndex;   // the UNION's first query, whose answer it adds to
  std::uint32_t answer_of = kNoIndex;   // it stands behind that query and sees its answer: ORDER BY
  std::uint32_t sources_of = kNoIndex;  // so too: whose sources it sees as well
  std::vector<SqlSource> sources = {};
  std::vector<SqlRange> items = {};  // of its SELECT list
  bool reads_all = false;            // columns that nobody names: NATURAL JOIN, PIVOT, FROM without SELECT
  bool hides_answer = false;         // the names of its answer cannot be seen: VALUES, PIVOT, DESCRIBE
  std::size_t operand = 0;  // the token of ClickHouse's x IN relation, if that is all it reads: perhaps a column
  bool is_pattern = false;  // of MATCH_RECOGNIZE: AS has an expression behind it, names are qualified by variables
};

struct SqlCte {
  std::string name;                       // lower case
  std::size_t token = 0;                  // of the name
  std::vector<std::string> columns = {};  // of `name(a, b) AS`, in lower case
  std::vector<std::string> added = {};    // by SEARCH and CYCLE, in lower case
  std::uint32_t scope = kNoIndex;         // its body's
};

struct SqlScopes {
  std::vector<SqlScope> all;  // the first is the statement's own
  std::vector<SqlCte> ctes;
  std::uint32_t answer = kNoIndex;      // the scope whose answer is the statement's
  std::vector<std::uint32_t> of_token;  // the scope in which each token's names are looked up

  /// What the names in a scope may be columns of.
  [[nodiscard]] const std::vector<SqlSource>& seen(const SqlScope& scope) const {
    return scope.sources_of == kNoIndex ? scope.sources : all[scope.sources_of].sources;
  }
  /// Of a CTE or a derived table: the scope whose answer it is; kNoIndex: a CTE without one.
  [[nodiscard]] std::uint32_t scope_of(const SqlSource& source) const {
    return source.kind == SqlSource::Kind::kCte ? ctes[source.index].scope : source.index;
  }
};

}  // namespace dac::schema
