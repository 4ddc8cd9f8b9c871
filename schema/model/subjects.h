#pragma once
// The registry's subjects that a Topic's schemas come to by its subjectStrategy. Pure.

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

}  // namespace dac::schema
