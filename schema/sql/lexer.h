#pragma once
// Text of SQL to tokens, for all dialects at once: comments, every way of quoting, numbers, operators, :parameters.
// Linear. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "schema/sql/words.h"

namespace dac::schema {

enum class TokenKind : std::uint8_t {
  kWord,    // unquoted name or keyword
  kQuoted,  // "x", `x` or U&"x"
  kString,  // 'x', E'x', $tag$x$tag$
  kNumber,
  kParameter,  // :name
  kSymbol,     // an operator or a bracket
  kHint,       // /*+ ... */: a comment to some engines, an option to others
};

struct Token {
  TokenKind kind = TokenKind::kSymbol;
  Word word = Word::kName;  // of a kWord
  std::size_t offset = 0;   // bytes
  std::size_t length = 0;
};

enum class LexFault : std::uint8_t { kNone, kUnclosedString, kUnclosedName, kUnclosedComment };

struct Tokens {
  std::string_view text;
  std::vector<Token> items;
  LexFault fault = LexFault::kNone;
  std::size_t fault_offset = 0;

  [[nodiscard]] std::size_t size() const { return items.size(); }
  [[nodiscard]] std::string_view view(std::size_t i) const { return text.substr(items[i].offset, items[i].length); }
  /// Past the end is no word and no symbol.
  [[nodiscard]] Word word(std::size_t i) const {
    return i < items.size() && items[i].kind == TokenKind::kWord ? items[i].word : Word::kName;
  }
  [[nodiscard]] bool is_symbol(std::size_t i, std::string_view symbol) const {
    return i < items.size() && items[i].kind == TokenKind::kSymbol && view(i) == symbol;
  }
  /// A quoted name or an unquoted word, keyword or not.
  [[nodiscard]] bool is_name(std::size_t i) const {
    return i < items.size() && (items[i].kind == TokenKind::kWord || items[i].kind == TokenKind::kQuoted);
  }
  /// Whether an operand ends here: a name, a literal, a closing bracket.
  [[nodiscard]] bool ends_operand(std::size_t i) const;
};

/// Whether the word at `i` is that of INTERVAL '1' DAY, not a column.
bool begins_interval(const Tokens& tokens, std::size_t i);

/// Backslashes escape only in E'..', unless that leaves a string open or a backslash outside of one, and ClickHouse's
/// reading does not.
Tokens lex(std::string_view sql);

/// The name that a kWord or kQuoted token stands for.
std::string unquote(std::string_view token);

}  // namespace dac::schema
