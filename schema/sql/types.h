#pragma once
// Where the name of a type ends: timestamp(3) with time zone, character varying, ARRAY<ROW<a INT>>, varchar[]. Pure.

#include <cstddef>
#include <vector>

#include "schema/sql/lexer.h"

namespace dac::schema {

/// Behind the type that begins at token `at`; `at` itself where none does.
std::size_t type_end(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at);
/// Whether the name at `at` is that of a type with or without a time zone.
bool has_zone(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at);

}  // namespace dac::schema
