#pragma once
// What both readers of schema texts are made on: the store that they fill, the problems that they find, and the
// defaults which are checked last, since a default may be of a record that holds itself. One object for one text.

#include <string>
#include <string_view>
#include <vector>

#include "schema/evolve/check.h"
#include "schema/evolve/read_schema.h"

namespace dac::schema {

class SchemaBuilder {
 public:
  explicit SchemaBuilder(CheckMode defaults) : mode_(defaults) {}

  Shape& make(ShapeKind kind, const Value& at);
  /// Dropped while a text is read that this one only refers to.
  void problem(Code code, const Value& at, std::string message, std::string help);
  /// Of the field that `record` got last.
  void add_default(Shape& record, const Value& value);
  /// `word` is what the format calls a field.
  void check_defaults(std::string_view word);

  void set_quiet(bool quiet) { is_quiet_ = quiet; }
  [[nodiscard]] bool is_quiet() const { return is_quiet_; }
  ReadSchema take(const Shape* root);

 private:
  struct PendingDefault {
    Shape* record;
    std::size_t field;
    const Value* value;
    bool is_quiet;
  };

  CheckMode mode_;
  bool is_quiet_ = false;
  ReadSchema out_;
  std::vector<PendingDefault> defaults_;
};

}  // namespace dac::schema
