#pragma once
// What the parser library complains about, in our words: what was expected, what was found, what to do. Internal to
// schema/yaml. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "schema/diag/code.h"
#include "schema/diag/codes/text.h"

namespace dac::schema {

struct SyntaxProblem {
  Code code = codes::kYamlSyntax;
  std::string message = {};
  std::string help = {};
  std::size_t offset = 0;
  std::string note = {};  // what stands at `related`
  std::optional<std::size_t> related = {};
};

/// `complaint` is the library's message for byte `offset` of `text`; its document begins at `from`.
SyntaxProblem explain_syntax(std::string_view text, std::size_t from, std::size_t offset, std::string_view complaint);

/// For a quote at `offset` that is not closed.
SyntaxProblem unclosed_quote(std::string_view text, std::size_t offset);

/// "expected X, found ..." for what stands at `offset`.
std::string found_instead(std::string_view expected, std::string_view text, std::size_t offset);

}  // namespace dac::schema
