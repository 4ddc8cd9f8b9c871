#pragma once
// The canonical form of a file: `dac fmt`. Reads and writes no file. Pure; any thread.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schema/yaml/node.h"

namespace dac::schema {

/// `text` is a file that parsed without errors, `roots` the documents that it holds. Lines end in LF, there is no byte
/// order mark, and each document of this language is in canonical form. Other tools' documents stay as they are but for
/// that end of lines and that mark, which a file has as a whole; a file that holds nothing else stays as it is.
///
/// The result means the same: it was parsed again and compared, value by value and comment by comment. Nothing, where
/// that is not so, or where the file has a form that cannot be written out (a key over several lines).
std::optional<std::string> canonical_form(std::string_view text, std::span<const Node* const> roots);

/// Whether two trees say the same: values, how each is quoted, the order of lists. Keys may be in any order.
bool same_meaning(const Node& a, const Node& b);

}  // namespace dac::schema
