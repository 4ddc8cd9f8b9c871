#include "schema/sql/columns.h"

#include <algorithm>
#include <unordered_set>

#include "schema/base/text.h"

namespace dac::schema {

namespace {

class ColumnFinder {
 public:
  ColumnFinder(const Tokens& tokens, const std::vector<Role>& roles) : tokens_(tokens), roles_(roles) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (roles[i] == Role::kAlias) aliases_.insert(lower(i));
      if (roles[i] == Role::kRelation) relations_.insert(lower(i));
    }
  }

  std::vector<std::string> run(std::size_t first, bool reads_all) {
    bool has_star = reads_all;
    for (std::size_t i = first; i < tokens_.size(); ++i) {
      if (tokens_.is_symbol(i, "*")) has_star = has_star || is_star(i);
      if (!may_be_column(i)) continue;
      has_star = has_star || is_row(i);
      names_.insert(tokens_.view(i));
    }
    std::vector<std::string> sorted;
    sorted.reserve(names_.size() + 1);
    if (has_star) sorted.emplace_back("*");
    for (const std::string_view name : names_) sorted.push_back(unquote(name));
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return sorted;
  }

 private:
  [[nodiscard]] std::string lower(std::size_t i) const { return to_lower(unquote(tokens_.view(i))); }
  [[nodiscard]] bool is_word(std::size_t i, std::string_view word) const {
    return tokens_.items[i].kind == TokenKind::kWord && equal_ignoring_case(tokens_.view(i), word);
  }

  [[nodiscard]] bool may_be_column(std::size_t i) const {
    if (!tokens_.is_name(i) || roles_[i] != Role::kNone) return false;
    if (i > 0 && tokens_.is_symbol(i - 1, ".")) return true;
    if (is_reserved(tokens_.word(i)) || tokens_.is_symbol(i + 1, "=>") || tokens_.word(i + 1) == Word::kBy)
      return false;
    if (i == 0) return true;
    if (tokens_.word(i - 1) == Word::kAs || tokens_.is_symbol(i - 1, "::")) return false;
    if (i == 1) return true;
    // INTERVAL '1' MINUTE, EXTRACT(YEAR FROM x)
    return !is_word(i - 2, "interval") && !(tokens_.is_symbol(i - 1, "(") && is_word(i - 2, "extract"));
  }

  /// Not a product and not count(*).
  [[nodiscard]] bool is_star(std::size_t i) const {
    if (i == 0) return true;
    if (tokens_.is_symbol(i - 1, "(") && tokens_.is_symbol(i + 1, ")")) return i < 2 || !is_word(i - 2, "count");
    if (!tokens_.ends_operand(i - 1)) return true;
    if (i + 1 >= tokens_.size()) return true;
    const Token& next = tokens_.items[i + 1];
    if (next.kind == TokenKind::kSymbol) return tokens_.is_symbol(i + 1, ",") || tokens_.is_symbol(i + 1, ")");
    return tokens_.word(i + 1) == Word::kFrom || tokens_.word(i + 1) == Word::kExcept || is_word(i + 1, "exclude") ||
           is_word(i + 1, "replace");
  }

  /// A relation's alias as a value: its whole row. A relation's own name is more often a column's, but not as json's
  /// argument.
  [[nodiscard]] bool is_row(std::size_t i) const {
    if (tokens_.is_symbol(i + 1, ".") || (i > 0 && tokens_.is_symbol(i - 1, "."))) return false;
    const std::string name = lower(i);
    if (aliases_.contains(name)) return true;
    if (i < 2 || !tokens_.is_symbol(i - 1, "(") || !tokens_.is_symbol(i + 1, ")") || !relations_.contains(name))
      return false;
    const std::string function = lower(i - 2);
    return function.find("json") != std::string::npos || function.find("row") != std::string::npos;
  }

  const Tokens& tokens_;
  const std::vector<Role>& roles_;
  std::unordered_set<std::string> aliases_;
  std::unordered_set<std::string> relations_;
  std::unordered_set<std::string_view> names_;
};

}  // namespace

std::vector<std::string> find_columns(const Tokens& tokens, const Reader& reader, std::size_t first) {
  bool reads_all = reader.reads_all();
  for (std::size_t i = first; i < tokens.size() && !reads_all; ++i)
    reads_all = reader.roles()[i] == Role::kFunction && equal_ignoring_case(tokens.view(i), "columns");
  return ColumnFinder(tokens, reader.roles()).run(first, reads_all);
}

}  // namespace dac::schema
