#pragma once
// Which tokens of a statement are names that may be columns, which are names that the statement itself gives, and what
// each entry of a SELECT list is called. Used by read_columns and read_lineage. Pure.

#include <string>
#include <unordered_set>
#include <vector>

#include "schema/sql/reading.h"

namespace dac::schema {

/// A name, perhaps qualified: a.b.c, or a.b.* with `has_star`.
struct SqlPath {
  std::size_t first = 0;             // token
  std::vector<std::string> parts;    // lower case
  std::vector<std::size_t> offsets;  // of each part, in bytes
  bool has_star = false;
  bool is_plain = false;    // only a column can stand here
  bool is_keyword = false;  // to most engines: a column only if there is one of that name
};

/// Of a star: EXCEPT or EXCLUDE. In lower case.
struct SqlLeftOut {
  std::string qualifier;  // may be empty
  std::string name;
};

/// One entry of a SELECT list.
struct SqlItem {
  std::string name;  // lower case; empty: it has none that can be seen
  bool is_star = false;
  std::string qualifier;  // of a star, in lower case; may be empty
  std::vector<SqlLeftOut> without;
};

class NameFinder {
 public:
  explicit NameFinder(const Reading& reading);

  /// From token `first` to before `end`, in order.
  [[nodiscard]] std::vector<SqlPath> paths(std::size_t first, std::size_t end) const;
  /// The tokens of stars without a qualifier that stand for all columns.
  [[nodiscard]] std::vector<std::size_t> stars(std::size_t first, std::size_t end) const;
  [[nodiscard]] SqlItem item(const SqlRange& range) const;
  /// Whether the statement gives this name to something itself: an alias, a lambda's parameter.
  [[nodiscard]] bool is_given(const std::string& lower) const { return given_.contains(lower); }

 private:
  void find_given();
  [[nodiscard]] bool is_head(std::size_t i) const;
  [[nodiscard]] bool is_plain(std::size_t first, std::size_t end) const;
  [[nodiscard]] bool is_operand(std::size_t first, std::size_t end) const;
  [[nodiscard]] bool is_keyword(std::size_t i) const { return is_reserved(tokens_.word(i)); }
  [[nodiscard]] bool is_in_brackets(std::size_t first, std::size_t end) const;
  void add_parts(std::size_t first, std::size_t end, SqlPath& path) const;
  [[nodiscard]] bool is_columns(std::size_t i) const;
  [[nodiscard]] bool is_star(std::size_t i) const;
  [[nodiscard]] std::size_t bare_alias(const SqlRange& range) const;
  [[nodiscard]] std::size_t item_begin(const SqlRange& range) const;
  [[nodiscard]] std::size_t path_end(std::size_t i) const;
  [[nodiscard]] std::string lower(std::size_t i) const;
  [[nodiscard]] bool is_word(std::size_t i, std::string_view word) const;

  const Tokens& tokens_;
  const std::vector<Role>& roles_;
  const SqlScopes& scopes_;
  const std::vector<std::size_t>& closing_;
  std::vector<bool> is_alias_;  // of a token: without AS, at the end of an entry
  std::unordered_set<std::string> given_;
};

}  // namespace dac::schema
