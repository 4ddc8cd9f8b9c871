#pragma once
// Where a scalar ends in its text, known where it begins and what it says. Internal to schema/yaml. Pure.

#include <cstddef>
#include <string_view>

#include "schema/yaml/node.h"

namespace dac::schema {

/// The byte behind the scalar that begins at `begin`. Of a block scalar: behind its last visible character.
std::size_t end_of_scalar(std::string_view text, std::size_t begin, ScalarStyle style, std::string_view value);

/// The byte of `text` that says the n-th character of a value that is not white space (counted in bytes, from 0), where
/// the text says them one by one from `from` on: plain and block scalars.
std::size_t find_nth_visible(std::string_view text, std::size_t from, std::size_t n);

}  // namespace dac::schema
