#pragma once
// A document written out in the canonical layout: keys in the order of their tables, two blanks for a level, one behind
// a colon; comments, blank lines, quotes, and the choice between lines and brackets are the author's. Pure; any thread.

#include <string>

#include "schema/yaml/written.h"

namespace dac::schema {

/// Adds the document to `out`, which is empty or ends with a line: all but its "---", whose line it ends where there is
/// one (`has_marker`).
void lay_out(const WrittenDocument& document, bool has_marker, std::string& out);

}  // namespace dac::schema
