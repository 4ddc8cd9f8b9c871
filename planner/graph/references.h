#pragma once
// A project's references by what they end at (the project itself has them by where they start). Points into the
// project. One thread.

#include <map>
#include <string>
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

  /// Names that the SQL of a Pipeline or Endpoint has anywhere that a column can stand, in lower case and sorted; read
  /// once for each.
  const std::vector<std::string>& names_in(std::string_view reader) const;

 private:
  const schema::Project& project_;
  std::vector<const schema::Reference*> by_end_;
  mutable std::map<std::string, std::vector<std::string>, std::less<>> names_;
};

}  // namespace dac::planner
