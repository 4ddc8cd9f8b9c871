#include "schema/sql/relation_name.h"

namespace dac::schema {

SqlName read_name(const Tokens& tokens, std::size_t at, std::size_t& end) {
  SqlName name{.parts = {unquote(tokens.view(at))}, .offset = tokens.items[at].offset};
  end = at + 1;
  while (tokens.is_symbol(end, ".") && tokens.is_name(end + 1)) {
    name.parts.push_back(unquote(tokens.view(end + 1)));
    end += 2;
  }
  name.length = tokens.items[end - 1].offset + tokens.items[end - 1].length - name.offset;
  return name;
}

bool needs_alias(const Tokens& tokens, std::size_t after) {
  if (after >= tokens.size()) return true;
  const Word word = tokens.word(after);
  if (tokens.items[after].kind == TokenKind::kHint || word == Word::kFor || word == Word::kAs) return false;
  return !tokens.is_name(after) || is_reserved(word) || word == Word::kWindow || word == Word::kPartition ||
         word == Word::kSettings || word == Word::kArray || word == Word::kPivot || word == Word::kUnpivot ||
         word == Word::kSoft;
}

}  // namespace dac::schema
