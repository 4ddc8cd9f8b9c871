#pragma once
// What a resource should be on the embedded platform: one object, whose fields have the shape of spec with everything
// named as the target names it. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "providers/api/object.h"
#include "schema/load/relations.h"
#include "schema/model/project.h"
#include "schema/model/subjects.h"

namespace dac::local {

class Wanted {
 public:
  /// `target`: the name of the target that asks.
  Wanted(const schema::Project& project, std::string_view target);

  [[nodiscard]] providers::Object object(const schema::Resource& resource) const;
  /// Where in the author's file the SQL of a resource is that the engine complains of.
  [[nodiscard]] Origin place_of(std::string_view resource, std::string_view complaint) const;
  /// The id of the resource that is this object here; empty if there is none.
  [[nodiscard]] std::string resource_of(const providers::ObjectKey& key) const;
  /// Where a line of a Schema's text, from 1, is in the author's file; 0: the text as a whole.
  [[nodiscard]] Origin line_of(std::string_view schema, int line) const;
  [[nodiscard]] bool is_of(const schema::Project& project) const;

 private:
  [[nodiscard]] Value native_schema(const Value& reference) const;
  void topic(Map& fields) const;
  void schema(const schema::Resource& resource, Map& fields) const;
  void pipeline(const schema::Resource& resource, Map& fields) const;
  /// The author's SQL with the target's names for relations; `:name` parameters as they are.
  [[nodiscard]] Value engine_text(const schema::Resource& resource) const;

  const schema::Project& project_;
  std::string target_;
  schema::Relations relations_;
  std::size_t references_;  // how many there were: tells another project at the same address apart
  schema::SchemaSubjects subjects_;
};

}  // namespace dac::local
