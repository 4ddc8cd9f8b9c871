#pragma once
// Which field feeds which, from a Schema's to an Endpoint's answer and an Application's reads. Over-approximates where
// SQL does. Pure.

#include <string>
#include <vector>

#include "schema/model/project.h"

namespace dac::planner {

/// Follows the data, as the references between resources do the other way round.
struct FieldEdge {
  std::string from;  // resource id
  std::string from_field;
  std::string to;
  std::string to_field;
  schema::Via via;
  Origin place;  // where the field is used: in SQL, or where the resource is named
};

/// Sorted by from, from_field, to, to_field. A field "*" is any of the resource's.
std::vector<FieldEdge> field_lineage(const schema::Project& project);

}  // namespace dac::planner
