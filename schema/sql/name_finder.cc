#include "schema/sql/name_finder.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

bool is_one_of(std::string_view word, std::span<const std::string_view> sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

// Sorted, lower case. Names that stand where a column can without being one: units of time, ways to
// take a sample, columns of the system.
constexpr std::string_view kNoColumns[] = {"bernoulli",
                                           "century",
                                           "cmax",
                                           "cmin",
                                           "ctid",
                                           "current_catalog",
                                           "current_path",
                                           "current_role",
                                           "current_schema",
                                           "current_user",
                                           "day",
                                           "days",
                                           "decade",
                                           "default",
                                           "dow",
                                           "doy",
                                           "empty",
                                           "epoch",
                                           "error",
                                           "excluded",
                                           "file_row_number",
                                           "filename",
                                           "frac_second",
                                           "hour",
                                           "hours",
                                           "inf",
                                           "infinity",
                                           "isodow",
                                           "isoyear",
                                           "localtime",
                                           "localtimestamp",
                                           "mi",
                                           "microsecond",
                                           "microseconds",
                                           "millennium",
                                           "millisecond",
                                           "milliseconds",
                                           "minute",
                                           "minutes",
                                           "month",
                                           "months",
                                           "nan",
                                           "nanosecond",
                                           "nanoseconds",
                                           "nfc",
                                           "nfd",
                                           "nfkc",
                                           "nfkd",
                                           "qq",
                                           "quarter",
                                           "reservoir",
                                           "rowid",
                                           "rownum",
                                           "second",
                                           "seconds",
                                           "session_user",
                                           "sql_tsi_day",
                                           "sql_tsi_hour",
                                           "sql_tsi_minute",
                                           "sql_tsi_month",
                                           "sql_tsi_quarter",
                                           "sql_tsi_second",
                                           "sql_tsi_week",
                                           "sql_tsi_year",
                                           "ss",
                                           "system",
                                           "system_user",
                                           "tableoid",
                                           "user",
                                           "week",
                                           "weeks",
                                           "window_end",
                                           "window_start",
                                           "window_time",
                                           "wk",
                                           "xmax",
                                           "xmin",
                                           "year",
                                           "years",
                                           "yyyy"};

constexpr Word kBeforeOperand[] = {Word::kSelect, Word::kWhere,  Word::kOr,       Word::kNot, Word::kOn,
                                   Word::kBy,     Word::kHaving, Word::kDistinct, Word::kIn};
constexpr std::string_view kReservedBeforeOperand[] = {"and", "between", "case", "else", "like", "then", "when"};

constexpr std::string_view kSymbolsAround[] = {"(",  ")", ",", "=", "<", ">", "<=", ">=", "<>",
                                               "!=", "+", "-", "*", "/", "%", "||", "=="};

bool is_around(std::string_view symbol) {
  return std::find(std::begin(kSymbolsAround), std::end(kSymbolsAround), symbol) != std::end(kSymbolsAround);
}

}  // namespace

static_assert(std::is_sorted(std::begin(kNoColumns), std::end(kNoColumns)));

NameFinder::NameFinder(const Reading& reading)
    : tokens_(reading.tokens),
      roles_(reading.roles),
      scopes_(reading.scopes),
      closing_(reading.closing),
      is_alias_(reading.tokens.size(), false) {
  for (const SqlScope& scope : scopes_.all)
    for (const SqlRange& range : scope.items)
      if (const std::size_t at = bare_alias(range); at != 0) {
        is_alias_[at] = true;
        given_.insert(lower(at));
      }
  find_given();
}

std::string NameFinder::lower(std::size_t i) const { return to_lower(unquote(tokens_.view(i))); }

bool NameFinder::is_word(std::size_t i, std::string_view word) const {
  return i < tokens_.size() && tokens_.items[i].kind == TokenKind::kWord && equal_ignoring_case(tokens_.view(i), word);
}

void NameFinder::find_given() {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (roles_[i] == Role::kAlias || roles_[i] == Role::kCteName) given_.insert(lower(i));
    if (i > 0 && tokens_.is_name(i) && tokens_.word(i - 1) == Word::kAs && roles_[i] != Role::kSyntax)
      given_.insert(lower(i));
    if (tokens_.is_name(i) && tokens_.is_symbol(i + 1, ":")) given_.insert(lower(i));
    // ClickHouse's * APPLY (function)
    if (is_word(i, "apply") && tokens_.is_symbol(i + 1, "(") && tokens_.is_name(i + 2)) given_.insert(lower(i + 2));
    for (std::size_t at = i + 1; is_word(i, "lambda") && tokens_.is_name(at); at += 2) {
      given_.insert(lower(at));
      if (!tokens_.is_symbol(at + 1, ",")) break;
    }
    if (i == 0 || !tokens_.is_symbol(i, "->")) continue;
    if (tokens_.is_name(i - 1)) given_.insert(lower(i - 1));
    for (std::size_t at = i; tokens_.is_symbol(i - 1, ")") && at-- > 0 && !tokens_.is_symbol(at, "(");)
      if (tokens_.is_name(at)) given_.insert(lower(at));
  }
}

std::size_t NameFinder::path_end(std::size_t i) const {
  std::size_t end = i + 1;
  while (tokens_.is_symbol(end, ".") && tokens_.is_name(end + 1)) end += 2;
  return end;
}

bool NameFinder::is_head(std::size_t i) const {
  if (!tokens_.is_name(i) || (roles_[i] != Role::kNone && roles_[i] != Role::kOperand) || is_alias_[i]) return false;
  if (tokens_.is_symbol(i + 1, "=>") || tokens_.is_symbol(i + 1, ":=") || tokens_.word(i + 1) == Word::kBy)
    return false;
  if (begins_interval(tokens_, i)) return false;
  if (i == 0) return !is_reserved(tokens_.word(i));
  if (is_keyword(i) && !is_operand(i, i + 1)) return false;
  // A field of what a call gives.
  if (tokens_.is_symbol(i - 1, ".")) return false;
  const bool follows_as = tokens_.word(i - 1) == Word::kAs;
  if (follows_as && !tokens_.is_symbol(i + 1, ".") && !scopes_.all[scopes_.of_token[i]].is_pattern) return false;
  if (i < 2) return true;
  // INTERVAL '1' MINUTE, EXTRACT(YEAR FROM x)
  const bool in_bracket = tokens_.is_symbol(i - 1, "(");
  const bool is_amount =
      tokens_.items[i - 1].kind == TokenKind::kString || tokens_.items[i - 1].kind == TokenKind::kNumber;
  return in_bracket ? !is_word(i - 2, "extract") : !(is_amount && is_word(i - 2, "interval"));
}

/// A name in a place where only a column can stand, and where no dialect has a word of its own.
bool NameFinder::is_plain(std::size_t first, std::size_t end) const {
  if (tokens_.word(first) != Word::kName || roles_[first] == Role::kOperand) return false;
  for (std::size_t i = first; i < end; i += 2)
    if (const std::string name = lower(i); name.starts_with('_') || is_one_of(name, kNoColumns)) return false;
  // A window's name: (base ORDER BY x)
  const bool is_window = first > 0 && tokens_.is_symbol(first - 1, "(") &&
                         (tokens_.word(end) == Word::kOrder || tokens_.word(end) == Word::kPartition);
  return !is_window && is_operand(first, end);
}

/// Whether what stands around says that a value stands here.
bool NameFinder::is_operand(std::size_t first, std::size_t end) const {
  if (first == 0) return false;
  const Token& before = tokens_.items[first - 1];
  if (before.kind == TokenKind::kSymbol) {
    if (!is_around(tokens_.view(first - 1)) || tokens_.is_symbol(first - 1, ")")) return false;
  } else {
    const Word word = tokens_.word(first - 1);
    const bool expects =
        std::find(std::begin(kBeforeOperand), std::end(kBeforeOperand), word) != std::end(kBeforeOperand) ||
        (word == Word::kReserved && is_one_of(lower(first - 1), kReservedBeforeOperand));
    if (!expects) return false;
  }
  if (end >= tokens_.size()) return true;
  if (tokens_.items[end].kind == TokenKind::kSymbol)
    return is_around(tokens_.view(end)) && !tokens_.is_symbol(end, "(");
  if (tokens_.word(end) == Word::kAs) return !tokens_.is_symbol(end + 1, "(");
  return tokens_.items[end].kind == TokenKind::kWord && is_reserved(tokens_.word(end));
}

std::vector<SqlPath> NameFinder::paths(std::size_t first, std::size_t end) const {
  std::vector<SqlPath> found;
  for (std::size_t i = first; i < end; ++i) {
    if (!is_head(i)) continue;
    SqlPath path{.first = i, .parts = {}, .offsets = {}};
    std::size_t behind = path_end(i);
    path.is_plain = is_plain(i, behind) && roles_[behind - 1] != Role::kFunction;
    path.is_keyword = is_keyword(i);
    add_parts(i, behind, path);
    // (c.address).zip
    while (is_in_brackets(path.first, behind)) {
      const std::size_t field = behind + 2;
      behind = path_end(field);
      path.is_plain = false;
      --path.first;
      add_parts(field, behind, path);
    }
    path.first = i;
    path.has_star = tokens_.is_symbol(behind, ".") && tokens_.is_symbol(behind + 1, "*");
    found.push_back(std::move(path));
    i = behind - 1;
  }
  return found;
}

void NameFinder::add_parts(std::size_t first, std::size_t end, SqlPath& path) const {
  for (std::size_t at = first; at < end; at += 2)
    if (roles_[at] != Role::kFunction) {
      path.parts.push_back(lower(at));
      path.offsets.push_back(tokens_.items[at].offset);
    }
}

/// Whether only the name stands in brackets, and a field of it behind them.
bool NameFinder::is_in_brackets(std::size_t first, std::size_t end) const {
  if (first == 0 || !tokens_.is_symbol(first - 1, "(") || !tokens_.is_symbol(end, ")")) return false;
  const bool is_call = first > 1 && tokens_.is_name(first - 2) && !is_reserved(tokens_.word(first - 2));
  return !is_call && tokens_.is_symbol(end + 1, ".") && tokens_.is_name(end + 2);
}

std::vector<std::size_t> NameFinder::stars(std::size_t first, std::size_t end) const {
  std::vector<std::size_t> found;
  for (std::size_t i = first; i < end; ++i) {
    if (is_columns(i) || (tokens_.is_symbol(i, "*") && is_star(i))) found.push_back(i);
  }
  return found;
}

/// COLUMNS('regex'), COLUMNS(*) or COLUMNS(lambda); not ClickHouse's list, COLUMNS(a, b).
bool NameFinder::is_columns(std::size_t i) const {
  if (roles_[i] != Role::kFunction || !is_word(i, "columns")) return false;
  for (std::size_t at = i + 2; at < closing_[i + 1]; ++at)
    if (!tokens_.is_name(at) && !tokens_.is_symbol(at, ",")) return true;
  return is_word(i + 2, "lambda");
}

/// Not a product, not count(*), and without a qualifier.
bool NameFinder::is_star(std::size_t i) const {
  if (i == 0) return true;
  if (tokens_.is_symbol(i - 1, ".")) return false;
  if (tokens_.is_symbol(i - 1, "(") && tokens_.is_symbol(i + 1, ")")) return i < 2 || !is_word(i - 2, "count");
  if (!tokens_.ends_operand(i - 1)) return true;
  if (i + 1 >= tokens_.size()) return true;
  const Token& next = tokens_.items[i + 1];
  if (next.kind == TokenKind::kSymbol) return tokens_.is_symbol(i + 1, ",") || tokens_.is_symbol(i + 1, ")");
  return tokens_.word(i + 1) == Word::kFrom || tokens_.word(i + 1) == Word::kExcept || is_word(i + 1, "exclude") ||
         is_word(i + 1, "replace");
}

/// Behind DISTINCT ON (a, b), ALL or TOP n.
std::size_t NameFinder::item_begin(const SqlRange& range) const {
  std::size_t at = range.begin;
  if (tokens_.word(at) == Word::kDistinct || tokens_.word(at) == Word::kAll) ++at;
  if (tokens_.word(at) == Word::kOn && tokens_.is_symbol(at + 1, "(")) at = closing_[at + 1] + 1;
  if (is_word(at, "top") && at + 1 < tokens_.size() && tokens_.items[at + 1].kind == TokenKind::kNumber) at += 2;
  if (is_word(at, "top") && tokens_.is_symbol(at + 1, "(")) at = closing_[at + 1] + 1;
  return std::min(at, range.end);
}

/// The token of an alias without AS at the end of an entry, or 0.
std::size_t NameFinder::bare_alias(const SqlRange& range) const {
  const std::size_t begin = item_begin(range);
  if (range.end < begin + 2) return 0;
  const std::size_t last = range.end - 1;
  if (!tokens_.is_name(last) || is_reserved(tokens_.word(last)) || tokens_.word(last) == Word::kSoft) return 0;
  if (last == begin + 1 && tokens_.is_name(begin) && !is_reserved(tokens_.word(begin))) return last;
  if (roles_[last] == Role::kSyntax) return 0;
  if (roles_[last - 1] == Role::kSyntax) return last;
  const Token& before = tokens_.items[last - 1];
  if (before.kind == TokenKind::kWord) {
    const Word word = tokens_.word(last - 1);
    if (word == Word::kOperand || tokens_.is_symbol(last - 2, ".")) return last;
    return word != Word::kSoft && !is_reserved(word) && !is_infix(lower(last - 1)) ? last : 0;
  }
  // PostgreSQL's a OPERATOR(+) b
  if (tokens_.is_symbol(last - 1, ")"))
    for (std::size_t i = begin; i + 1 < last; ++i)
      if (tokens_.is_symbol(i + 1, "(") && closing_[i + 1] == last - 1 && is_word(i, "operator")) return 0;
  return tokens_.ends_operand(last - 1) ? last : 0;
}

SqlItem NameFinder::item(const SqlRange& range) const {
  SqlItem found;
  const std::size_t begin = item_begin(range);
  if (begin >= range.end) return found;
  const std::size_t last = range.end - 1;
  if (last > begin && tokens_.word(last - 1) == Word::kAs) {
    if (tokens_.is_name(last)) found.name = lower(last);
    return found;
  }
  if (tokens_.is_name(begin) && tokens_.is_symbol(begin + 1, ":")) {
    found.name = lower(begin);
    return found;
  }
  if (tokens_.is_name(begin) && path_end(begin) == range.end) {
    if (!is_reserved(tokens_.word(last))) found.name = lower(last);
    return found;
  }
  if (const std::size_t alias = bare_alias(range); alias != 0) {
    found.name = lower(alias);
    return found;
  }
  const std::size_t star = tokens_.is_name(begin) ? path_end(begin) + 1 : begin;
  if (!tokens_.is_symbol(star, "*") || (star > begin && !tokens_.is_symbol(star - 1, "."))) return found;
  found.is_star = star == last;
  if (star > begin) found.qualifier = lower(star - 2);
  const bool leaves_out = tokens_.word(star + 1) == Word::kExcept || is_word(star + 1, "exclude");
  if (!leaves_out) return found;
  const bool in_brackets = tokens_.is_symbol(star + 2, "(");
  const std::size_t end = in_brackets ? closing_[star + 2] : star + 3;
  found.is_star = end + (in_brackets ? 1 : 0) == range.end;
  for (std::size_t i = star + 2; i < end; ++i)
    if (tokens_.is_name(i) && !tokens_.is_symbol(i + 1, "."))
      found.without.push_back({.qualifier = tokens_.is_symbol(i - 1, ".") ? lower(i - 2) : "", .name = lower(i)});
  return found;
}

}  // namespace dac::schema
