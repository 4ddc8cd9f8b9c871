#pragma once
// Checks a plain JSON value against a shape and makes it canonical. One object for one event; not for sharing between
// threads.

#include <string>
#include <string_view>
#include <vector>

#include "schema/evolve/shape.h"

namespace dac::schema {

/// How texts are read: an event's plain JSON, or Avro's own form of defaults (bytes for decimals, numbers for times, a
/// union's first branch).
enum class CheckMode : std::uint8_t { kEvent, kAvroDefault };

class Checker {
 public:
  explicit Checker(CheckMode mode) : mode_(mode) {}

  /// Whether `in` fits; then `out` is its canonical form, else message() says what is wrong.
  bool check(const Shape& shape, const Value& in, Value& out);
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const std::string& help() const { return help_; }

 private:
  struct Step {
    std::string_view field;  // empty: an item
    std::size_t index;
  };

  bool check_type(const Shape& shape, const Value& in, Value& out);
  bool number(const Shape& shape, const Value& in, Value& out);
  bool text(const Shape& shape, const Value& in, Value& out);
  bool decimal(const Shape& shape, const Value& in, Value& out);
  bool date(const Shape& shape, const Value& in, Value& out);
  bool timestamp(const Shape& shape, const Value& in, Value& out);
  bool symbol(const Shape& shape, const Value& in, Value& out);
  bool record(const Shape& shape, const Value& in, Value& out);
  bool missing(const ShapeField& field, Value& out);
  bool unknown(const Shape& shape, const Map& map);
  bool array(const Shape& shape, const Value& in, Value& out);
  bool map(const Shape& shape, const Value& in, Value& out);
  bool branch(const Shape& shape, const Value& in, Value& out);
  bool limits(const Shape& shape, const Value& in);
  bool refuse(const Shape& shape, const Value& in);
  bool refuse(std::string what);
  [[nodiscard]] std::string place() const;

  CheckMode mode_;
  std::vector<Step> path_;
  std::string message_;
  std::string help_;
};

}  // namespace dac::schema
