#pragma once
// What both sets of rules of compatibility are made on: the list of what they find, told from the side of those whose
// reads break. One object for one comparison.

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/evolve/compat.h"
#include "schema/evolve/record_schema.h"
#include "schema/evolve/shape.h"

namespace dac::schema {

/// A place in both schemas, that which writes and that which reads; an empty path is the schema itself.
struct ShapePair {
  const Shape& writer;
  const Shape& reader;
  const std::string& path;
};

/// What is wrong, to a reader on the new schema or to one on the old.
struct Told {
  Code code;
  std::string message;
  std::string help;
  bool is_misread = false;
};

class CompatRules {
 public:
  explicit CompatRules(ReaderSide side) : side_(side) {}

 protected:
  [[nodiscard]] bool is_old_reader() const { return side_ == ReaderSide::kOld; }

  void add(const ShapePair& at, Told told) {
    add_at(at.path.empty() ? "schema" : at.path, std::move(told), at.writer.line, at.reader.line);
  }
  void add_at(std::string_view path, Told told, int writer_line, int reader_line) {
    Violation& violation = violations_.emplace_back(Violation{.code = told.code,
                                                              .path = std::string(path),
                                                              .message = std::move(told.message),
                                                              .help = std::move(told.help),
                                                              .is_old_reader = is_old_reader(),
                                                              .is_misread = told.is_misread});
    place(violation, writer_line, reader_line);
  }
  void place(Violation& violation, int writer_line, int reader_line) const {
    violation.old_line = is_old_reader() ? reader_line : writer_line;
    violation.new_line = is_old_reader() ? writer_line : reader_line;
  }
  /// False where the pair is being compared already: a type inside itself.
  bool enter(const Shape& writer, const Shape& reader) { return seen_.insert({&writer, &reader}).second; }

  ReaderSide side_;
  std::vector<Violation> violations_;
  std::set<std::pair<const Shape*, const Shape*>> seen_;
};

}  // namespace dac::schema
