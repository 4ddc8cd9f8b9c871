#pragma once
// What both sets of rules of compatibility are made on: the list of what they find. One object for one comparison.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "schema/evolve/record_schema.h"
#include "schema/evolve/shape.h"

namespace dac::schema {

/// A place in both schemas; an empty path is the schema itself.
struct ShapePair {
  const Shape& old;
  const Shape& now;
  const std::string& path;
};

class CompatRules {
 protected:
  void add(Code code, const ShapePair& at, std::string message, std::string help) {
    violations_.push_back({.code = code,
                           .path = at.path.empty() ? "schema" : at.path,
                           .message = std::move(message),
                           .help = std::move(help),
                           .old_line = at.old.line,
                           .new_line = at.now.line});
  }
  /// False where the pair is being compared already: a type inside itself.
  bool enter(const Shape& old, const Shape& now) { return seen_.insert({&old, &now}).second; }

  std::vector<Violation> violations_;
  std::set<std::pair<const Shape*, const Shape*>> seen_;
};

}  // namespace dac::schema
