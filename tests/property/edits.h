#pragma once
// A project that uses every kind of the local platform, and an edit for each of their fields. Constant data.

#include <string_view>
#include <vector>

namespace dac::test {

enum class Effect {
  kStep,    // the plan after the edit has a step
  kQuiet,   // it may have none: the local platform keeps nothing of this field
  kOneWay,  // a step that cannot be taken back
};

struct Edit {
  std::string_view path;  // "Topic.partitions"
  std::string_view file;
  std::string_view before;  // replaced once...
  std::string_view after;   // ...by this
  Effect effect = Effect::kStep;
  std::string_view refused = {};  // dac says this and changes nothing
  /// What the plan of the edit, and of its taking back, may delete or replace: "" is nothing.
  std::string_view removes = {};
  /// The same of its taking back where that goes further.
  std::string_view removes_back = removes;
};

/// As a txtar archive.
std::string_view base_project();
const std::vector<Edit>& edits();

}  // namespace dac::test
