#include "schema/sql/brackets.h"

#include <string_view>

namespace dac::schema {

namespace {

constexpr std::string_view kOpening = "([{";
constexpr std::string_view kClosing = ")]}";

}  // namespace

char other_bracket(char bracket) {
  const std::size_t opening = kOpening.find(bracket);
  return opening != std::string_view::npos ? kClosing[opening] : kOpening[kClosing.find(bracket)];
}

std::optional<std::size_t> match_brackets(const Tokens& tokens, std::vector<std::size_t>& closing) {
  closing.assign(tokens.size(), 0);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens.items[i].kind != TokenKind::kSymbol) continue;
    const char c = tokens.text[tokens.items[i].offset];
    if (kOpening.find(c) != std::string_view::npos) open.push_back(i);
    if (kClosing.find(c) == std::string_view::npos) continue;
    if (open.empty() || tokens.text[tokens.items[open.back()].offset] != other_bracket(c)) return i;
    closing[open.back()] = i;
    open.pop_back();
  }
  if (open.empty()) return std::nullopt;
  return open.back();
}

}  // namespace dac::schema
