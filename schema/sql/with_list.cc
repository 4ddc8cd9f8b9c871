#include "schema/sql/with_list.h"

#include <algorithm>
#include <iterator>

#include "schema/base/text.h"

namespace dac::schema {

namespace {

bool is_word(const Tokens& tokens, std::size_t at, std::string_view word) {
  return tokens.is_name(at) && equal_ignoring_case(tokens.view(at), word);
}

/// Whether the list surely ends here.
bool ends_list(const Tokens& tokens, std::size_t at) {
  constexpr Word kWords[] = {Word::kSelect, Word::kFrom,      Word::kValues, Word::kTable,
                             Word::kUnion,  Word::kIntersect, Word::kExcept};
  return tokens.is_symbol(at, ")") ||
         std::find(std::begin(kWords), std::end(kWords), tokens.word(at)) != std::end(kWords);
}

/// Behind SEARCH ... or CYCLE ..., or `at`.
std::size_t clause_end(const Tokens& tokens, std::size_t at, std::vector<std::size_t>& added) {
  const bool is_cycle = is_word(tokens, at, "cycle");
  if (!is_cycle && !is_word(tokens, at, "search")) return at;
  std::size_t set = at;
  while ((tokens.is_name(set) || tokens.is_symbol(set, ",")) && !is_word(tokens, set, "set")) ++set;
  if (!is_word(tokens, set, "set") || !tokens.is_name(set + 1)) return at;
  added.push_back(set + 1);
  std::size_t end = set + 2;
  if (is_cycle && is_word(tokens, end, "to")) end += 4;
  if (!is_cycle || tokens.word(end) != Word::kUsing || !tokens.is_name(end + 1)) return end;
  added.push_back(end + 1);
  return end + 2;
}

}  // namespace

std::optional<CteHead> cte_head(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at) {
  if (!tokens.is_name(at)) return std::nullopt;
  std::size_t next = at + 1;
  if (tokens.is_symbol(next, "(")) next = closing[next] + 1;
  if (tokens.word(next) == Word::kUsing && tokens.word(next + 1) == Word::kKey && tokens.is_symbol(next + 2, "("))
    next = closing[next + 2] + 1;
  if (tokens.word(next) != Word::kAs) return std::nullopt;
  ++next;
  if (tokens.word(next) == Word::kNot) ++next;
  if (tokens.word(next) == Word::kMaterialized) ++next;
  if (!tokens.is_symbol(next, "(")) return std::nullopt;
  return CteHead{.name = at, .body = next};
}

std::vector<CteHead> cte_heads(const Tokens& tokens, const std::vector<std::size_t>& closing, std::size_t at) {
  std::vector<CteHead> heads;
  for (bool is_entry = true; at < tokens.size() && !ends_list(tokens, at); ++at) {
    if (const auto head = is_entry ? cte_head(tokens, closing, at) : std::nullopt) {
      heads.push_back(*head);
      at = head->body;
    }
    is_entry = tokens.is_symbol(at, ",");
    if (closing[at] != 0) at = closing[at];
  }
  return heads;
}

CteTail cte_tail(const Tokens& tokens, std::size_t at) {
  CteTail tail{.added = {}, .end = at};
  for (std::size_t end = clause_end(tokens, at, tail.added); end != tail.end; end = clause_end(tokens, end, tail.added))
    tail.end = end;
  return tail;
}

}  // namespace dac::schema
