#pragma once
// What a Table and an Endpoint should be in PostgreSQL, and what PostgreSQL cannot do of it. Pure.

#include <cstddef>
#include <string>
#include <string_view>

#include "providers/api/object.h"
#include "schema/diag/finding.h"
#include "schema/load/relations.h"
#include "schema/model/project.h"

namespace dac::postgres {

class Wanted {
 public:
  /// `target`: the name of the target that asks; `usual`: the schema of tables without one.
  Wanted(const schema::Project& project, std::string_view target, std::string_view usual);

  /// One object, whose fields have the shape of spec.
  [[nodiscard]] providers::Object object(const schema::Resource& resource) const;
  [[nodiscard]] bool is_of(const schema::Project& project) const;
  /// Where in the author's file that stands which the server complains of at a character, from 1, of `engine_sql`.
  [[nodiscard]] Origin place_of(std::string_view resource, const std::string& engine_sql, std::size_t position) const;

 private:
  void table(const schema::Resource& resource, Map& fields) const;
  void endpoint(const schema::Resource& resource, Map& fields) const;

  const schema::Project& project_;
  std::string target_;
  std::string usual_;
  schema::Relations relations_;
  std::size_t references_;  // how many there were: tells another project at the same address apart
};

/// Fields that mean nothing here, and names that PostgreSQL would cut.
void check_resource(const schema::Resource& resource, const std::string& usual, Findings& findings);

}  // namespace dac::postgres
