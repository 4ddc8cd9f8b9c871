#pragma once
// What both sets of rules of compatibility are made on: the list of what they find, told from the side of those whose
// reads break. One object for one comparison.

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <span>
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
  Passing passing = Passing::kNo;
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
                                                              .passing = told.passing});
    place(violation, writer_line, reader_line);
  }
  void place(Violation& violation, int writer_line, int reader_line) const {
    violation.old_line = is_old_reader() ? reader_line : writer_line;
    violation.new_line = is_old_reader() ? writer_line : reader_line;
  }
  /// False where the pair is being compared already: a type inside itself.
  bool enter(const Shape& writer, const Shape& reader) { return seen_.insert({&writer, &reader}).second; }

  /// Whether registries let all pass that was found.
  [[nodiscard]] bool fits() const {
    return std::all_of(violations_.begin(), violations_.end(),
                       [](const Violation& one) { return one.passing != Passing::kNo; });
  }

  /// By the first of `branches` that takes all of `writer`; where none does, what speaks against the first of them is
  /// told. False: nothing was told. `Rules` compares two shapes with compare(writer, reader, path). What failed once is
  /// not tried again, so that unions inside unions cost no exponent.
  template <typename Rules>
  bool read_by_branch(const Shape& writer, std::span<const Shape* const> branches, const std::string& path) {
    std::optional<Rules> first;
    for (const Shape* branch : branches) {
      if (failed_->contains({&writer, branch})) continue;
      Rules attempt(side_);
      attempt.seen_ = seen_;
      attempt.failed_ = failed_;
      attempt.compare(writer, *branch, path);
      const bool is_taken = attempt.fits();
      if (!is_taken) failed_->insert({&writer, branch});
      if (is_taken || !first) first = std::move(attempt);
      if (is_taken) break;
    }
    if (!first) return false;
    std::move(first->violations_.begin(), first->violations_.end(), std::back_inserter(violations_));
    seen_ = std::move(first->seen_);
    return true;
  }

  using ShapePairs = std::set<std::pair<const Shape*, const Shape*>>;

  ReaderSide side_;
  std::vector<Violation> violations_;
  ShapePairs seen_;
  std::shared_ptr<ShapePairs> failed_ = std::make_shared<ShapePairs>();  // of branches; all attempts share it
};

}  // namespace dac::schema
