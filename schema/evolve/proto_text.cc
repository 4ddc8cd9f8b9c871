#include "schema/evolve/proto_text.h"

#include <algorithm>

namespace dac::schema {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

/// The length of the blank or comment that the text begins with; 0: it begins with none.
std::size_t gap_at(std::string_view text) {
  if (is_blank(text.front())) return 1;
  if (text.starts_with("//")) return std::min(text.find('\n'), text.size());
  if (!text.starts_with("/*")) return 0;
  const std::size_t end = text.find("*/", 2);
  return end == std::string_view::npos ? text.size() : end + 2;
}

/// The length of the token that the text begins with: a word, a number, a string with its quotes, a sign.
std::size_t token_at(std::string_view text) {
  const char first = text.front();
  std::size_t end = 1;
  if (first == '"' || first == '\'') {
    while (end < text.size() && text[end] != first) end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
  }
  if (is_word(first))
    while (end < text.size() && is_word(text[end])) ++end;
  return end;
}

}  // namespace

std::string canonical_proto(std::string_view text) {
  std::string canonical;
  canonical.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = gap_at(text);
    if (length == 0) {
      length = token_at(text);
      if (!canonical.empty()) canonical += ' ';
      canonical += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return canonical;
}

}  // namespace dac::schema
