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
  bool is_plain = false;  // only a column can stand here
};

/// One entry of a SELECT list.
struct SqlItem {
  std::string name;  // lower case; empty: it has none that can be seen
  bool is_star = false;
  std::vector<std::string> without;  // of a star: EXCEPT or EXCLUDE, lower case
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
  void find_types();
  [[nodiscard]] bool is_head(std::size_t i) const;
  [[nodiscard]] bool is_plain(std::size_t first, std::size_t end) const;
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
  std::vector<bool> skipped_;  // types, bare aliases, settings
  std::unordered_set<std::string> given_;
};

}  // namespace dac::schema
