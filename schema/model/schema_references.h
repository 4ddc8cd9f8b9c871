#pragma once
// The texts that a Schema resource may use. Pure.

#include <vector>

#include "schema/evolve/record_schema.h"
#include "schema/model/project.h"

namespace dac::schema {

struct ReferencedSchemas {
  std::vector<NamedSchema> schemas;  // each behind those that it needs itself
  std::vector<std::string> ids;      // beside them: "schema/address"
  bool complete = true;              // false: one is not there, has no text, or leads back to where it came from
};

/// All that `schema` refers to, and what those refer to.
ReferencedSchemas referenced_schemas(const Project& project, const Resource& schema);

}  // namespace dac::schema
