#pragma once
// A project's references by what they end at (the project itself has them by where they start). Points into the
// project. Immutable.

#include <string_view>
#include <vector>

#include "schema/model/project.h"

namespace dac::planner {

class References {
 public:
  explicit References(const schema::Project& project);
  /// In the order of the project.
  [[nodiscard]] std::span<const schema::Reference* const> to(std::string_view id) const;
  /// In the order of the project.
  [[nodiscard]] std::span<const schema::Reference> from(std::string_view id) const;

 private:
  const schema::Project& project_;
  std::vector<const schema::Reference*> by_end_;
};

}  // namespace dac::planner
