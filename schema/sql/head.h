#pragma once
// How a statement begins: a query, or INSERT INTO a relation and a query. Pure.

#include <cstddef>
#include <optional>
#include <string_view>

#include "schema/sql/reading.h"

namespace dac::schema {

inline constexpr std::string_view kNoDoors =
    "SQL reads the project's relations only; bring other data in with a topic or a connector";

/// The first token of the query; nothing, and a problem, where the statement has none.
std::optional<std::size_t> read_head(Reading& reading);
/// Whether a query begins at token `at`, if one can stand there.
bool starts_query(const Tokens& tokens, std::size_t at);

}  // namespace dac::schema
