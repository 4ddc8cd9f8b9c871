#pragma once
// Places inside long texts, wherever they were written. Pure.

#include <cstddef>

#include "schema/diag/sources.h"
#include "schema/value/value.h"

namespace dac::schema {

/// Where byte `offset` of a text stands: in a file of its own, or in a scalar of a YAML file.
Origin text_place(const Sources& sources, const Value& text, std::size_t offset);
/// Where a line of a text, from 1, begins with something.
Origin line_place(const Sources& sources, const Value& text, int line);
/// The byte of a line and column, both from 1; columns are code points. The end of the text if it is shorter.
std::size_t offset_of(std::string_view text, int line, int column);

}  // namespace dac::schema
