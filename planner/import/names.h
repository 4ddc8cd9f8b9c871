#pragma once
// Names for resources that import proposes. Belongs to one import.

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "schema/model/project.h"

namespace dac::planner {

class Names {
 public:
  /// Those of the project are taken.
  explicit Names(const schema::Project& project);

  /// A name for what a system calls `native`: the same text where that is a name, else with `_` for what a name may not
  /// have. It differs from all others of its kind in more than the case: files of some systems are told apart by no
  /// less. Gives the same names where it is asked in the same order.
  std::string take(const schema::Kind& kind, std::string_view native);

 private:
  std::set<std::pair<std::string_view, std::string>> taken_;  // kind, name in lower case
};

}  // namespace dac::planner
