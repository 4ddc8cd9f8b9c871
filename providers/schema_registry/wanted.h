#pragma once
// The subjects of a Schema and what each should hold. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "providers/api/object.h"
#include "schema/model/project.h"
#include "schema/model/subjects.h"

namespace dac::schema_registry {

/// A short digest over a text in canonical form and over those that it uses, by the names that it gives them.
std::string text_digest(std::string_view format, std::string_view text, const std::map<std::string, std::string>& uses);

class Wanted {
 public:
  explicit Wanted(const schema::Project& project);

  /// One object for each subject, sorted; the fields have the shape of spec, and `uses` is the digest of each text that
  /// is referred to.
  [[nodiscard]] std::vector<providers::Object> objects(const schema::Resource& resource) const;
  [[nodiscard]] bool is_of(const schema::Project& project) const;

 private:
  [[nodiscard]] std::map<std::string, std::string> uses(const schema::Resource& resource, int depth) const;

  const schema::Project& project_;
  std::size_t references_;  // how many there were: tells another project at the same address apart
  schema::SchemaSubjects subjects_;
};

}  // namespace dac::schema_registry
