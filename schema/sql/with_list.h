#pragma once
// The entries of a WITH list that are queries: name [(columns)] [USING KEY (columns)] AS [[NOT] MATERIALIZED] (body).
// Anything else is ClickHouse's WITH expression AS name. Pure.

#include <cstddef>
#include <optional>
#include <vector>

#include "schema/sql/lexer.h"

namespace dac::schema {

struct CteHead {
  std::size_t name = 0;  // token
  std::size_t body = 0;  // its bracket
};

std::optional<CteHead> cte_head(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at);

/// Those of the list that begins at token `at`, in order.
std::vector<CteHead> cte_heads(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at);

/// SEARCH DEPTH FIRST BY a SET x, CYCLE a SET x TO 1 DEFAULT 0 USING y: the names x and y of the columns that the
/// engine adds, and the token behind.
struct CteTail {
  std::vector<std::size_t> added;
  std::size_t end = 0;
};
CteTail cte_tail(const Tokens& tokens, std::size_t at);

}  // namespace dac::schema
