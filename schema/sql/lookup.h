#pragma once
// Looks names up in the scopes of a statement, from the inside to the outside. Used by read_columns and read_lineage.
// One thread.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "schema/sql/columns.h"
#include "schema/sql/name_finder.h"

namespace dac::schema {

class Lookup {
 public:
  Lookup(const SqlStatement& statement, const SqlScopes& scopes, const NameFinder& names, const ColumnsOf& columns_of);

  /// What the names of `path` may read.
  void read(const SqlPath& path, std::uint32_t scope);
  /// All columns of what the scope reads from.
  void read_all(std::uint32_t scope, std::size_t offset);
  SqlColumns take();

  /// A column of a source: of a relation as it spells it ("*": all of them), of another as it was looked up.
  struct Hit {
    const SqlSource* source;
    std::string name;
    std::size_t offset;
  };
  /// As `read`, with what was found; sources stay the scopes' own.
  std::vector<Hit> look(const SqlPath& path, std::uint32_t scope);
  /// The columns of a relation, as they are spelled; empty where they are not known.
  [[nodiscard]] const std::vector<std::string>& columns(std::size_t relation) const { return ordered_[relation]; }

 private:
  enum class Find : std::uint8_t { kNo, kMaybe, kYes };

  /// The names of a query's answer.
  struct Answer {
    std::unordered_set<std::string> names;
    bool is_open = false;  // and others that cannot be seen
  };
  /// The columns of a relation, by their names in lower case; nothing where they are not known.
  using Known = std::optional<std::unordered_map<std::string, std::string>>;

  Find column(const std::string& name, std::uint32_t scope, std::size_t offset);
  Find in_scope(const std::string& name, const SqlScope& scope, std::size_t offset);
  Find in_source(const std::string& name, const SqlSource& source, std::size_t offset);
  Find qualified(const SqlPath& path, std::uint32_t scope);
  Find row(const std::string& name, std::uint32_t scope, std::size_t offset);
  std::vector<const SqlSource*> named(const std::string& name, std::uint32_t scope) const;
  void stray(const SqlPath& path, std::size_t part, std::vector<std::size_t> relations);
  std::vector<std::size_t> relations_around(std::uint32_t scope) const;
  const Answer& answer(std::uint32_t scope, int depth = 0);
  Answer make_answer(std::uint32_t scope, int depth);
  void add_names(const SqlSource& source, Answer& answer, int depth);
  void add(const SqlSource& source, const std::string& name, std::size_t offset);
  void add_all(const SqlSource& source, std::size_t offset);

  const SqlScopes& scopes_;
  const NameFinder& names_;
  std::vector<std::vector<std::string>> ordered_;  // the columns of each relation, as they are spelled
  std::vector<Known> known_;
  std::unordered_map<std::uint32_t, Answer> answers_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> read_;
  std::set<std::size_t> read_all_;
  std::vector<Hit>* hits_ = nullptr;
  std::vector<SqlStray> strays_;
  std::set<std::pair<std::vector<std::size_t>, std::string>> told_;  // of the strays
};

}  // namespace dac::schema
