#include "schema/sql/types.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "schema/base/text.h"

namespace dac::schema {

namespace {

// Words that follow another one in the name of a type.
constexpr std::string_view kPairs[][2] = {
    {"bit", "varying"},        {"char", "varying"},    {"character", "varying"}, {"day", "to"},
    {"double", "precision"},   {"hour", "to"},         {"int", "unsigned"},      {"integer", "unsigned"},
    {"bigint", "unsigned"},    {"interval", "day"},    {"interval", "hour"},     {"interval", "minute"},
    {"interval", "month"},     {"interval", "second"}, {"interval", "year"},     {"minute", "to"},
    {"national", "character"}, {"national", "char"},   {"nchar", "varying"},     {"to", "hour"},
    {"to", "minute"},          {"to", "month"},        {"to", "second"},         {"year", "to"},
};

// Flink's types that have others in angle brackets.
constexpr std::string_view kNested[] = {"array", "map", "multiset", "row"};

bool is_word(const Tokens& tokens, std::size_t at, std::string_view word) {
  return tokens.is_name(at) && equal_ignoring_case(tokens.view(at), word);
}

bool is_pair(const Tokens& tokens, std::size_t at) {
  return std::any_of(std::begin(kPairs), std::end(kPairs), [&](const auto& pair) {
    return is_word(tokens, at - 1, pair[0]) && is_word(tokens, at, pair[1]);
  });
}

/// Behind `WITH TIME ZONE` or `WITHOUT LOCAL TIME ZONE`, or `at`.
std::size_t zone_end(const Tokens& tokens, std::size_t at) {
  if (tokens.word(at) != Word::kWith && !is_word(tokens, at, "without")) return at;
  const std::size_t time = is_word(tokens, at + 1, "local") ? at + 2 : at + 1;
  return is_word(tokens, time, "time") && is_word(tokens, time + 1, "zone") ? time + 2 : at;
}

/// Behind the `<...>` that begins at `at`, or `at` where it is a comparison.
std::size_t angles_end(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < tokens.size(); ++i) {
    const TokenKind kind = tokens.items[i].kind;
    if (kind != TokenKind::kSymbol && kind != TokenKind::kString && !tokens.is_name(i)) return at;
    if (kind != TokenKind::kSymbol || tokens.is_symbol(i, ",")) continue;
    if (tokens.is_symbol(i, "(")) {
      i = closing[i];
      continue;
    }
    if (tokens.is_symbol(i, "<"))
      ++depth;
    else if (tokens.is_symbol(i, ">") || tokens.is_symbol(i, ">>"))
      depth -= static_cast<int>(tokens.items[i].length);
    else
      return at;
    if (depth <= 0) return i + 1;
  }
  return at;
}

/// Behind `[]`, `[3]` or `ARRAY`, each any number of times.
std::size_t arrays_end(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at) {
  for (;;) {
    if (tokens.word(at) == Word::kArray || is_word(tokens, at, "multiset")) ++at;
    if (!tokens.is_symbol(at, "[")) return at;
    const std::size_t size = closing[at] - at - 1;
    if (size > 1 || (size == 1 && tokens.items[at + 1].kind != TokenKind::kNumber)) return at;
    at = closing[at] + 1;
  }
}

}  // namespace

std::size_t type_end(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at) {
  if (!tokens.is_name(at)) return at;
  std::size_t end = at + 1;
  while (tokens.is_symbol(end, ".") && tokens.is_name(end + 1)) end += 2;
  while (is_pair(tokens, end)) ++end;
  const bool is_nested = std::any_of(std::begin(kNested), std::end(kNested),
                                     [&](std::string_view name) { return is_word(tokens, end - 1, name); });
  if (is_nested && tokens.is_symbol(end, "<")) end = angles_end(tokens, closing, end);
  if (tokens.is_symbol(end, "(")) end = closing[end] + 1;
  return arrays_end(tokens, closing, zone_end(tokens, end));
}

bool has_zone(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at) {
  const std::size_t end = tokens.is_symbol(at + 1, "(") ? closing[at + 1] + 1 : at + 1;
  return tokens.is_name(at) && zone_end(tokens, end) != end;
}

}  // namespace dac::schema
