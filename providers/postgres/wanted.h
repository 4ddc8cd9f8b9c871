#pragma once
// What a Table should be in PostgreSQL, and what PostgreSQL cannot do of it. Pure.

#include <string>

#include "providers/api/object.h"
#include "schema/diag/finding.h"
#include "schema/model/resource.h"

namespace dac::postgres {

/// One object, whose fields have the shape of spec.
providers::Object wanted_object(const schema::Resource& resource, const std::string& usual);

/// Fields that mean nothing here, and names that PostgreSQL would cut.
void check_table(const schema::Resource& resource, const std::string& usual, Findings& findings);

}  // namespace dac::postgres
