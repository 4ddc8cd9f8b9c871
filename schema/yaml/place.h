#pragma once
// A place in a text while it is read: the byte offset with its line and column. Internal to schema/yaml. Plain values.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "schema/diag/origin.h"

namespace dac::schema {

struct Place {
  std::size_t offset = 0;    // in bytes
  std::uint32_t line = 1;    // from 1
  std::uint32_t column = 1;  // from 1, in code points

  /// Moves on to byte `to`, which is not before this place.
  void advance(std::string_view text, std::size_t to) {
    for (; offset < to; ++offset) {
      if (text[offset] == '\n') {
        ++line;
        column = 1;
      } else if ((static_cast<unsigned char>(text[offset]) & 0xC0U) != 0x80U) {
        ++column;
      }
    }
  }
  [[nodiscard]] Origin origin(std::uint32_t file) const { return {file, line, column}; }
};

/// The place of byte `offset`, counted from the start of the text.
inline Place place_of(std::string_view text, std::size_t offset) {
  Place place;
  place.advance(text, offset < text.size() ? offset : text.size());
  return place;
}

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_space(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

/// The end of the line that byte `at` is in: its '\n', or the end of the text.
inline std::size_t end_of_line(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end;
}

/// The first byte from `at` on that is neither white space, nor in a comment, nor one of `also`.
inline std::size_t skip_space(std::string_view text, std::size_t at, std::string_view also = {}) {
  while (at < text.size()) {
    if (text[at] == '#')
      at = end_of_line(text, at);
    else if (is_space(text[at]) || also.find(text[at]) != std::string_view::npos)
      ++at;
    else
      break;
  }
  return at;
}

inline constexpr std::size_t kUnclosed = std::string_view::npos;

/// The byte behind the quoted scalar that starts at `at`, or kUnclosed.
inline std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\')
      ++at;
    else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return kUnclosed;
}

}  // namespace dac::schema
