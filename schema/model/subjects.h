#pragma once
// The registry's subjects: those that a Topic's schemas come to by its subjectStrategy, and those of a Schema. Pure.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/model/project.h"

namespace dac::schema {

struct ImpliedSubject {
  std::string_view part;  // "value", "key"
  std::string schema;     // the Schema's id: "schema/order"
  std::string subject;    // "orders-value"
};

/// Of the value, then of the key; only of sides that have a schema.
std::vector<ImpliedSubject> implied_subjects(const Project& project, const Resource& topic);

/// The subjects of the Schemas of a project, in a target or (without one) wherever they are.
class SchemaSubjects {
 public:
  explicit SchemaSubjects(const Project& project, std::string_view target = {});
  /// Those that the Schema names, else those that the topics imply which use it; its own name where there is none, and
  /// where another Schema refers to it. Sorted, each once.
  [[nodiscard]] std::vector<std::string> of(const Resource& schema) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> implied_;  // by the Schema's id
  std::set<std::string, std::less<>> referenced_;                         // ids of those that others refer to
};

}  // namespace dac::schema
