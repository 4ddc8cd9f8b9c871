#pragma once
// Who reads what, by the project's references. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "planner/graph/references.h"

namespace dac::planner {

/// Whether a read may touch a column.
bool may_read(const schema::Reference& reference, std::string_view column);
/// The ids of those that may read any of `columns` of a relation, sorted.
std::vector<std::string> readers_of(const References& references, std::string_view relation,
                                    const std::vector<std::string>& columns);
/// The Topics whose value schema is the resource "schema/x".
std::vector<std::string> topics_with(const schema::Project& project, const References& references,
                                     std::string_view schema_id);
/// Columns of the schema text `before` that `after` has not, or has with another type.
std::vector<std::string> columns_gone(std::string_view format, std::string_view before, std::string_view after);

}  // namespace dac::planner
