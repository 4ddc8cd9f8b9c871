#pragma once
// Lines that begin with '%' or '...', of which the parser library passes more over in silence than YAML allows. Pure.
// Rule: YAML 1.2, 6.8 (directives) and 9.1 (documents); the only directive taken is %YAML 1.2.

#include <optional>
#include <string_view>

#include "schema/yaml/syntax.h"

namespace dac::schema {

/// The first line that stands where it may not, or says what is not taken.
std::optional<SyntaxProblem> check_markers(std::string_view text);

}  // namespace dac::schema
