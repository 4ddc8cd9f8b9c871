#include "schema/sql/lexer.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "schema/base/text.h"

namespace dac::schema {

namespace {

constexpr auto kNone = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }
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

// Two engines read one text in two ways: a backslash before a quote, and `# ` behind an operand, which is PostgreSQL's
// operator and ClickHouse's comment.
enum class Style : std::uint8_t { kStandard, kClickHouse };

class Lexer {
 public:
  Lexer(std::string_view text, Style style) : style_(style) { out_.text = text; }

  Tokens run() {
    out_.items.reserve(out_.text.size() / 5 + 8);
    while (at_ < out_.text.size() && out_.fault == LexFault::kNone) step();
    return std::move(out_);
  }
  /// No engine has a backslash outside of quotes: one there shows that a string began or ended elsewhere.
  [[nodiscard]] bool has_backslash() const { return has_backslash_; }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < out_.text.size() ? out_.text[at_ + ahead] : '\0';
  }

  void step() {
    const char c = peek();
    if (skip_blank()) return;
    if (starts_line_comment()) return skip_line();
    if (c == '/' && peek(1) == '*') return skip_comment();
    if (c == '\'') return string(at_, style_ == Style::kClickHouse);
    if (c == '"' || c == '`') return quoted(at_, c);
    if (c == '$' && dollar()) return;
    if (is_digit(c) || (c == '.' && is_digit(peek(1)) && !continues_name())) return number();
    if (is_letter(c)) return word();
    if (c == ':' && parameter()) return;
    symbol();
  }

  bool skip_blank() {
    const char c = peek();
    const std::size_t length = is_blank(c) ? 1 : wide_blank();
    at_ += length;
    return length != 0;
  }

  /// Bytes of the wide white space here, or 0.
  [[nodiscard]] std::size_t wide_blank(std::size_t ahead = 0) const {
    if (static_cast<unsigned char>(peek(ahead)) < 0x80) return 0;
    const std::string_view rest = out_.text.substr(at_ + ahead, 3);
    for (const std::string_view blank : kWideBlanks)
      if (rest.starts_with(blank)) return blank.size();
    if (rest.size() != 3 || !rest.starts_with("\xE2\x80")) return 0;
    const auto last = static_cast<unsigned char>(rest[2]);
    return last >= 0x80 && last <= 0x8D ? 3 : 0;
  }

  [[nodiscard]] bool starts_line_comment() const {
    if (peek() == '-') return peek(1) == '-';
    const bool is_hash = peek() == '#' && at_ + 1 < out_.text.size() && (at_ == 0 || out_.text[at_ - 1] != '#');
    if (!is_hash || (peek(1) != '!' && !is_blank(peek(1)) && wide_blank(1) == 0)) return false;
    if (style_ == Style::kClickHouse || peek(1) == '!' || !follows_operand()) return true;
    const std::size_t before = out_.text.find_last_not_of(" \t", at_ == 0 ? 0 : at_ - 1);
    return before == kNone || out_.text[before] == '\n' || out_.text[before] == '\r';
  }

  void skip_line() {
    const std::size_t end = out_.text.find_first_of("\n\r", at_);
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

  /// As `string`; a prefix is PostgreSQL's U&.
  void quoted(std::size_t start, char quote) {
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
  [[nodiscard]] bool continues_name() const { return follows_operand() && adjacent(); }
  [[nodiscard]] bool follows_operand() const { return !out_.items.empty() && out_.ends_operand(out_.size() - 1); }
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
      if (prefix == 'b' || prefix == 'x' || prefix == 'n') return string(start, style_ == Style::kClickHouse);
    }
    if (equal_ignoring_case(text, "u") && peek() == '&' && (peek(1) == '\'' || peek(1) == '"')) {
      ++at_;
      return peek() == '"' ? quoted(start, '"') : string(start, false);
    }
    add(TokenKind::kWord, start);
    out_.items.back().word = find_word(text);
  }

  /// `:name`, unless the colon belongs to what stands before it: a slice, a struct, an alias, a ternary.
  bool parameter() {
    const char next = peek(1);
    if (!is_letter(next) || static_cast<unsigned char>(next) >= 0x80) return false;
    if (follows_operand() && (adjacent() || !expects_operand())) return false;
    const std::size_t start = at_++;
    while (is_word_char(peek()) && peek() != '$' && static_cast<unsigned char>(peek()) < 0x80) ++at_;
    add(TokenKind::kParameter, start);
    return true;
  }
  /// Whether what looks like an operand is a word between two (ESCAPE, xor), or the bracket of DISTINCT ON (...) or
  /// OPERATOR(...).
  [[nodiscard]] bool expects_operand() const {
    const std::size_t last = out_.size() - 1;
    if (out_.is_symbol(last, ")"))
      return closed_ > 0 &&
             (out_.word(closed_ - 1) == Word::kOn || equal_ignoring_case(out_.view(closed_ - 1), "operator"));
    return out_.items[last].kind == TokenKind::kWord &&
           (out_.word(last) == Word::kSoft || out_.word(last) == Word::kInterval ||
            is_infix(to_lower(out_.view(last))));
  }

  void symbol() {
    const std::size_t start = at_;
    const std::string_view rest = out_.text.substr(at_, 4);
    const auto* known = std::find_if(std::begin(kOperators), std::end(kOperators),
                                     [&](std::string_view text) { return rest.starts_with(text); });
    at_ += known == std::end(kOperators) ? 1 : known->size();
    has_backslash_ = has_backslash_ || rest[0] == '\\';
    if (rest[0] == '(') open_.push_back(out_.size());
    if (rest[0] == ')' && !open_.empty()) {
      closed_ = open_.back();
      open_.pop_back();
    }
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
  Style style_;
  bool has_backslash_ = false;
  std::vector<std::size_t> open_;  // brackets
  std::size_t closed_ = 0;         // the bracket that was closed last
};

void append_utf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::uint32_t kFirst[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kFirst[more] | (code >> (6 * more)));
  for (int i = more; i-- > 0;) out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F));
}

/// What \0061 and \+000061 stand for in U&"...".
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t digits = text.substr(i, 2) == "\\+" ? 6 : 4;
    const std::size_t begin = i + (digits == 6 ? 2 : 1);
    const std::string_view number = text.substr(std::min(begin, text.size()), digits);
    if (text[i] != '\\' || number.size() != digits || !std::all_of(number.begin(), number.end(), is_hex)) {
      if (text.substr(i, 2) == "\\\\") ++i;
      out += text[i];
      continue;
    }
    std::uint32_t code = 0;
    std::from_chars(number.data(), number.data() + digits, code, 16);
    append_utf8(code, out);
    i = begin + digits - 1;
  }
  return out;
}

}  // namespace

bool Tokens::ends_operand(std::size_t i) const {
  const Token& token = items[i];
  if (token.kind == TokenKind::kWord) return !is_reserved(token.word) || token.word == Word::kOperand;
  if (token.kind != TokenKind::kSymbol) return token.kind != TokenKind::kHint;
  const char c = text[token.offset];
  return c == ')' || c == ']' || c == '}';
}

bool begins_interval(const Tokens& tokens, std::size_t i) {
  if (tokens.word(i) != Word::kInterval || i + 1 >= tokens.size()) return false;
  const TokenKind next = tokens.items[i + 1].kind;
  return next == TokenKind::kString || next == TokenKind::kNumber || next == TokenKind::kParameter ||
         tokens.is_symbol(i + 1, "(");
}

Tokens lex(std::string_view sql) {
  Lexer standard(sql, Style::kStandard);
  Tokens tokens = standard.run();
  if (tokens.fault == LexFault::kNone && !standard.has_backslash()) return tokens;
  Tokens other = Lexer(sql, Style::kClickHouse).run();
  return other.fault == LexFault::kNone ? other : tokens;
}

std::string unquote(std::string_view token) {
  const bool is_escaped = token.size() > 3 && token[1] == '&';
  if (is_escaped) token.remove_prefix(2);
  const char quote = token.empty() ? '\0' : token.front();
  if (quote != '"' && quote != '`') return std::string(token);
  token = token.substr(1, token.size() - 2);
  std::string name;
  name.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    name += token[i];
    if (token[i] == quote) ++i;
  }
  return is_escaped ? unescape(name) : name;
}

}  // namespace dac::schema
