#pragma once
// Who reads what, by the project's references. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "planner/graph/references.h"
#include "schema/evolve/record_schema.h"

namespace dac::planner {

/// Whether a read may touch a column, also one that the relation no longer has: the reader's own SQL still names it.
bool may_read(const References& references, const schema::Reference& reference, std::string_view column);

/// Whether a pipeline may fill a column of its target, also one that the target no longer has.
bool may_write(const schema::Resource& pipeline, std::string_view column);

/// A relation and those of its columns that change.
struct ChangedColumns {
  std::string_view relation;
  std::vector<std::string> columns;
};
/// The ids of those that may read any of the columns, sorted.
std::vector<std::string> readers_of(const References& references, const ChangedColumns& changed);
/// The Topics whose value schema is the resource "schema/x".
std::vector<std::string> topics_with(const schema::Project& project, const References& references,
                                     std::string_view schema_id);
/// Columns of the schema text `before` that `after` has not, or has with another type.
std::vector<std::string> columns_gone(std::string_view format, const schema::SchemaText& before,
                                      const schema::SchemaText& after);

}  // namespace dac::planner
