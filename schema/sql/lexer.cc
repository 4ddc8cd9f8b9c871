#include "schema/sql/lexer.h"

#include <algorithm>
#include <iterator>

namespace dac::schema {

namespace {

constexpr auto kNone = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word_char(char c) { return is_letter(c) || is_digit(c) || c == '$'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Longest first. What is not here is a symbol of one byte.
constexpr std::string_view kOperators[] = {
    "!~~*", "->>", "#>>", "~~*", "!~*", "!~~", "<=>", "<->", "::", ":=", "=>", "<=", ">=", "<>", "!=", "||", "->", "==",
    "**",   "//",  "#>",  "@>",  "<@",  "&&",  "<<",  ">>",  "?|", "?&", "~~", "!~", "~*", "^@", "..", "@@", "@?"};

// White space beyond ASCII that DuckDB reads as a blank.
constexpr std::string_view kWideBlanks[] = {"\xC2\xA0",     "\xE3\x80\x80", "\xEF\xBB\xBF",
                                            "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE2\x81\xA0"};

class Lexer {
 public:
  Lexer(std::string_view text, bool backslashes) : backslashes_(backslashes) { out_.text = text; }

  Tokens run() {
    out_.items.reserve(out_.text.size() / 5 + 8);
    while (at_ < out_.text.size() && out_.fault == LexFault::kNone) step();
    return std::move(out_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < out_.text.size() ? out_.text[at_ + ahead] : '\0';
  }

  void step() {
    const char c = peek();
    if (skip_blank()) return;
    if (c == '-' && peek(1) == '-') return skip_line();
    if (c == '/' && peek(1) == '*') return skip_comment();
    if (c == '\'') return string(at_, backslashes_);
    if (c == '"' || c == '`') return quoted(c);
    if (c == '$' && dollar()) return;
    if (is_digit(c) || (c == '.' && is_digit(peek(1)) && !continues_name())) return number();
    if (is_letter(c)) return word();
    if (c == ':' && parameter()) return;
    symbol();
  }

  bool skip_blank() {
    const char c = peek();
    if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\0') {
      ++at_;
      return true;
    }
    if (static_cast<unsigned char>(c) < 0x80) return false;
    const std::size_t length = wide_blank();
    at_ += length;
    return length != 0;
  }

  /// Bytes of the wide white space here, or 0.
  [[nodiscard]] std::size_t wide_blank() const {
    const std::string_view rest = out_.text.substr(at_, 3);
    for (const std::string_view blank : kWideBlanks)
      if (rest.starts_with(blank)) return blank.size();
    if (rest.size() != 3 || !rest.starts_with("\xE2\x80")) return 0;
    const auto last = static_cast<unsigned char>(rest[2]);
    return last >= 0x80 && last <= 0x8D ? 3 : 0;
  }

  void skip_line() {
    const std::size_t end = out_.text.find('\n', at_);
    at_ = end == kNone ? out_.text.size() : end + 1;
  }

  void skip_comment() {
    const std::size_t start = at_;
    int depth = 0;
    do {
      const std::size_t next = out_.text.find_first_of("/*", at_);
      if (next == kNone) return fail(LexFault::kUnclosedComment, start);
      at_ = next;
      if (peek() == '/' && peek(1) == '*') {
        ++depth;
        at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0);
    if (out_.text[start + 2] == '+') add(TokenKind::kHint, start);
  }

  /// A string whose opening quote is at the position; the token begins at `start` (a prefix such as E).
  void string(std::size_t start, bool backslashes) {
    for (++at_;; at_ += 2) {
      at_ = out_.text.find_first_of(backslashes ? "'\\" : "'", at_);
      if (at_ == kNone) return fail(LexFault::kUnclosedString, start);
      if (peek() == '\'' && peek(1) != '\'') break;
    }
    ++at_;
    add(TokenKind::kString, start);
  }

  void quoted(char quote) {
    const std::size_t start = at_;
    for (++at_;; at_ += 2) {
      at_ = out_.text.find(quote, at_);
      if (at_ == kNone) return fail(LexFault::kUnclosedName, start);
      if (peek(1) != quote) break;
    }
    ++at_;
    add(TokenKind::kQuoted, start);
  }

  /// $tag$ ... $tag$; anything else that begins with a dollar is left to others.
  bool dollar() {
    std::size_t end = at_ + 1;
    while (end < out_.text.size() && (is_letter(out_.text[end]) || (end > at_ + 1 && is_digit(out_.text[end])))) ++end;
    if (end >= out_.text.size() || out_.text[end] != '$') return false;
    const std::string_view tag = out_.text.substr(at_, end + 1 - at_);
    const std::size_t start = at_;
    const std::size_t close = out_.text.find(tag, end + 1);
    if (close == kNone) {
      fail(LexFault::kUnclosedString, start);
      return true;
    }
    at_ = close + tag.size();
    add(TokenKind::kString, start);
    return true;
  }

  /// Whether the point here follows a name directly, as in `t.1`.
  [[nodiscard]] bool continues_name() const {
    return !out_.items.empty() && adjacent() && out_.ends_operand(out_.size() - 1);
  }
  [[nodiscard]] bool adjacent() const { return out_.items.back().offset + out_.items.back().length == at_; }

  // Strict: what follows the digits begins a word of its own, as PostgreSQL and DuckDB read `1FROM t`.
  void number() {
    const std::size_t start = at_;
    const char base = static_cast<char>(peek(1) | 0x20);
    if (peek() == '0' && base == 'x' && is_hex(peek(2))) {
      for (at_ += 2; is_hex(peek()) || (peek() == '_' && is_hex(peek(1)));) ++at_;
      return add(TokenKind::kNumber, start);
    }
    digits();
    if (peek() == '.' && peek(1) != '.') {
      ++at_;
      digits();
    }
    if ((peek() | 0x20) == 'e') {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if (is_digit(peek(sign))) {
        at_ += sign;
        digits();
      }
    }
    add(TokenKind::kNumber, start);
  }
  void digits() {
    while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)))) ++at_;
  }

  void word() {
    const std::size_t start = at_;
    while (is_word_char(peek()) && (static_cast<unsigned char>(peek()) < 0x80 || wide_blank() == 0)) ++at_;
    const std::string_view text = out_.text.substr(start, at_ - start);
    if (peek() == '\'' && text.size() == 1) {
      const char prefix = static_cast<char>(text[0] | 0x20);
      if (prefix == 'e') return string(start, true);
      if (prefix == 'b' || prefix == 'x' || prefix == 'n') return string(start, backslashes_);
    }
    add(TokenKind::kWord, start);
    out_.items.back().word = find_word(text);
  }

  /// `:name`, unless the colon belongs to a slice, a struct or an alias.
  bool parameter() {
    const char next = peek(1);
    if (!is_letter(next) || static_cast<unsigned char>(next) >= 0x80) return false;
    if (!out_.items.empty() && out_.ends_operand(out_.size() - 1) && (adjacent() || squares_ > 0)) return false;
    const std::size_t start = at_++;
    while (is_word_char(peek()) && peek() != '$' && static_cast<unsigned char>(peek()) < 0x80) ++at_;
    add(TokenKind::kParameter, start);
    return true;
  }

  void symbol() {
    const std::size_t start = at_;
    const std::string_view rest = out_.text.substr(at_, 4);
    const auto* known = std::find_if(std::begin(kOperators), std::end(kOperators),
                                     [&](std::string_view text) { return rest.starts_with(text); });
    at_ += known == std::end(kOperators) ? 1 : known->size();
    const char c = rest[0];
    if (c == '[') ++squares_;
    if (c == ']' && squares_ > 0) --squares_;
    add(TokenKind::kSymbol, start);
  }

  void add(TokenKind kind, std::size_t start) {
    out_.items.push_back({.kind = kind, .offset = start, .length = at_ - start});
  }
  void fail(LexFault fault, std::size_t start) {
    out_.fault = fault;
    out_.fault_offset = start;
    at_ = out_.text.size();
  }

  Tokens out_;
  std::size_t at_ = 0;
  bool backslashes_;
  int squares_ = 0;  // open [
};

}  // namespace

bool Tokens::ends_operand(std::size_t i) const {
  const Token& token = items[i];
  if (token.kind == TokenKind::kWord) return !is_reserved(token.word);
  if (token.kind != TokenKind::kSymbol) return token.kind != TokenKind::kHint;
  const char c = text[token.offset];
  return c == ')' || c == ']' || c == '}';
}

Tokens lex(std::string_view sql) {
  Tokens tokens = Lexer(sql, false).run();
  if (tokens.fault != LexFault::kUnclosedString) return tokens;
  Tokens escaped = Lexer(sql, true).run();
  return escaped.fault == LexFault::kNone ? escaped : tokens;
}

std::string unquote(std::string_view token) {
  const char quote = token.empty() ? '\0' : token.front();
  if (quote != '"' && quote != '`') return std::string(token);
  token = token.substr(1, token.size() - 2);
  std::string name;
  name.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    name += token[i];
    if (token[i] == quote) ++i;
  }
  return name;
}

}  // namespace dac::schema
