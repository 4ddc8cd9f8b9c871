#pragma once
// The relations that a name in SQL may mean. Points to the resources of a project, which must stay where they are.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/model/project.h"
#include "schema/sql/statement.h"

namespace dac::schema {

class Relations {
 public:
  explicit Relations(const Project& project);

  /// A name of one part: the relations of that resource name. A qualified one: those whose spec.name it is, else by its
  /// last part. Case is ignored unless one fits exactly. Topics without a value schema are found too, where nothing
  /// else fits.
  [[nodiscard]] std::vector<const Resource*> find(const SqlName& name) const;
  /// The resource names of all relations, for "did you mean".
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  using Index = std::unordered_map<std::string, std::vector<const Resource*>>;
  Index by_name_;         // lower case
  Index by_native_name_;  // lower case, those that have a spec.name
};

/// Whether it is a Table, or a Topic with a value schema (also one that did not decode).
bool is_relation(const Resource& resource);

}  // namespace dac::schema
