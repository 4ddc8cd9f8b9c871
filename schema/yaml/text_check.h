#pragma once
// What is wrong with a text before any format is read from it: its encoding and its control characters. Pure; any
// thread.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "schema/diag/code.h"

namespace dac::schema {

struct TextProblem {
  Code code;  // kInvalidUtf8, kUtf16, kControlCharacter
  std::string message;
  std::string help;
  std::size_t offset = 0;  // in bytes of the text that was given
};

/// The first problem of a text that has no byte order mark in front.
std::optional<TextProblem> check_text(std::string_view text);

/// The text without the byte order mark of UTF-8, if it starts with one.
std::string_view without_bom(std::string_view text);

}  // namespace dac::schema
