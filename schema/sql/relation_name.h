#pragma once
// A relation's name, where a statement names one. Pure.

#include <cstddef>

#include "schema/sql/lexer.h"
#include "schema/sql/statement.h"

namespace dac::schema {

/// The name that begins at token `at`, with or without points; `end` becomes the token behind it.
SqlName read_name(const Tokens& tokens, std::size_t at, std::size_t& end);
/// Whether no alias stands at token `after`, behind a relation's name, so that one may be written there.
bool needs_alias(const Tokens& tokens, std::size_t after);

}  // namespace dac::schema
