#pragma once
// Compatibility modes: which one lets more changes pass. Pure.

#include <string_view>

namespace dac::schema_registry {

/// Everything that `now` checks, `was` checked too: it was loosened, or is the same.
bool is_looser(std::string_view was, std::string_view now);

/// Whether a new mode is set before the new text is registered: unless it only adds checks, since it is the mode that
/// the text was written for.
bool is_set_first(std::string_view was, std::string_view now);

}  // namespace dac::schema_registry
