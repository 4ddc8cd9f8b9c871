#pragma once
// Which bracket closes which: ( ), [ ] and { }. Pure.

#include <cstddef>
#include <optional>
#include <vector>

#include "schema/sql/lexer.h"

namespace dac::schema {

/// Sets of each opening bracket its closing one. Gives the bracket that has no other, if there is one.
std::optional<std::size_t> match_brackets(const Tokens& tokens, std::vector<std::size_t>& closing);

/// The bracket that belongs to `bracket`: ) to (.
char other_bracket(char bracket);

}  // namespace dac::schema
