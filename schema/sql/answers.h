#pragma once
// The columns of each query's answer and of each source, in order: what a star stands for, what a list of new names
// renames. Used by Lookup and read_lineage. One thread.

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/sql/columns.h"
#include "schema/sql/name_finder.h"

namespace dac::schema {

/// One entry of a SELECT list, or one column of a star.
struct AnswerColumn {
  std::string name;                   // as it is written; else its text
  bool is_named = true;               // else only the engine knows what it is called
  SqlRange range = {};                // of the entry
  const SqlSource* source = nullptr;  // of a star
};

struct Answer {
  std::vector<AnswerColumn> columns;
  bool is_cut = false;  // and others, which cannot be seen
};

/// What a query sees of a source.
struct SourceColumns {
  std::vector<AnswerColumn> names;                             // in order; only names
  std::unordered_multimap<std::string, std::size_t> places{};  // by name in lower case
  bool is_cut = false;                                         // and others, which cannot be seen
  bool is_open = false;                                        // may have a column of any name
};

class Answers {
 public:
  Answers(const Reading& reading, const NameFinder& names, const ColumnsOf& columns_of);

  const Answer& answer(std::uint32_t scope, int depth = 0);
  const SourceColumns& columns(const SqlSource& source, int depth = 0);
  /// Of a relation, as they are spelled; nullptr where they are not known.
  [[nodiscard]] const std::vector<std::string>* relation(std::size_t relation) const { return relations_[relation]; }

 private:
  Answer make_answer(std::uint32_t at, int depth);
  SourceColumns make_columns(const SqlSource& source, int depth);
  void expand(const SqlScope& scope, const SqlRange& range, const SqlItem& star, int depth, Answer& made);
  [[nodiscard]] std::string text(const SqlRange& range) const;
  [[nodiscard]] std::string spelled(const std::string& name, const SqlRange& range) const;

  const Reading& reading_;
  const NameFinder& names_;
  std::vector<const std::vector<std::string>*> relations_;
  std::unordered_map<std::uint32_t, Answer> answers_;
  std::unordered_map<const SqlSource*, SourceColumns> columns_;
};

}  // namespace dac::schema
