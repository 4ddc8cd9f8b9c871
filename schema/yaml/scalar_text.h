#pragma once
// Where the parser library takes a quoted or block scalar for something that YAML does not. Internal to schema/yaml.
// Pure.

#include <optional>
#include <string>
#include <string_view>

#include "schema/yaml/node.h"
#include "schema/yaml/syntax.h"

namespace dac::schema {

/// A scalar as it stands in its text, from `begin` to `end` (bytes).
struct WrittenScalar {
  std::string_view text;
  std::size_t begin;
  std::size_t end;
  ScalarStyle style;
};

/// Makes of `text`, which is the library's, what the scalar says.
void correct_text(const WrittenScalar& scalar, std::string& text);

/// What is wrong with how it is written though the library takes it.
std::optional<SyntaxProblem> check_scalar(const WrittenScalar& scalar);

}  // namespace dac::schema
