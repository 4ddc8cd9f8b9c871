#pragma once
// Looks names up in the scopes of a statement, from the inside to the outside. Used by read_columns and read_lineage.
// One thread.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "schema/sql/answers.h"
#include "schema/sql/columns.h"
#include "schema/sql/name_finder.h"

namespace dac::schema {

class Lookup {
 public:
  Lookup(const Reading& reading, const NameFinder& names, const ColumnsOf& columns_of);

  /// What the names of `path` may read.
  void read(const SqlPath& path);
  /// Whether it surely is a column.
  bool is_column(const SqlPath& path);
  /// All columns of what the scope reads from.
  void read_all(std::uint32_t scope, std::size_t offset);
  SqlColumns take();

  /// A column of a source: of a relation as it spells it ("*": all of them), of another as it was looked up.
  struct Hit {
    const SqlSource* source;
    std::string name;
    std::size_t offset;
  };
  /// What the names of all the paths read, with what was found; sources stay the scopes' own.
  std::vector<Hit> look(const std::vector<SqlPath>& paths);
  [[nodiscard]] Answers& answers() { return answers_; }

 private:
  enum class Find : std::uint8_t { kNo, kMaybe, kYes };
  using Hits = std::vector<Hit>;
  using Look = std::function<bool(const SqlScope& scope)>;

  /// A source that a path begins with, and the part of the path behind its name.
  struct Called {
    const SqlSource* source;
    std::size_t next;
  };
  struct Callings {
    std::vector<Called> called;  // of the innermost query that has one
    std::vector<Called> hidden;  // by an alias
    const SqlScope* scope = nullptr;
    bool is_struct = false;  // a column of a query further in is called so
    bool is_deep = false;
  };

  bool from_inside(std::uint32_t scope, std::size_t offset, const Look& look);
  void read_name(const SqlPath& path, std::uint32_t scope);
  void read_qualified(const SqlPath& path, std::uint32_t scope);
  Callings callings(const SqlPath& path, std::uint32_t scope, Hits& hits);
  void read_unqualified(const SqlPath& path, std::uint32_t scope);
  Find column(const std::string& name, std::uint32_t scope, std::size_t offset);
  Find in_scope(const std::string& name, const SqlScope& scope, std::size_t offset, Hits& hits);
  Find in_source(const std::string& name, const SqlSource& source, std::size_t offset, Hits& hits);
  [[nodiscard]] std::size_t behind_name(const SqlPath& path, const SqlSource& source) const;
  void field_not_found(const SqlPath& path, const std::vector<Called>& called);
  void stray(const SqlPath& path, std::size_t part, std::vector<std::size_t> relations);
  std::vector<std::size_t> relations_around(std::uint32_t scope) const;
  void add(const Hits& hits);
  void add(const Hit& hit);

  const Reading& reading_;
  const SqlScopes& scopes_;
  const NameFinder& names_;
  Answers answers_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> read_;
  std::set<std::size_t> read_all_;
  std::vector<bool> all_read_outside_;  // of a scope: it and all around it
  Hits* hits_ = nullptr;
  std::vector<SqlStray> strays_;
  std::set<std::pair<std::uint32_t, std::string>> missed_;           // names by scope
  std::set<std::pair<std::vector<std::size_t>, std::string>> told_;  // of the strays
};

}  // namespace dac::schema
