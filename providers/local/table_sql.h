#pragma once
// The statements that make a table, change it or drop it. Pure: what a plan shows is what runs.

#include <string>
#include <string_view>
#include <vector>

#include "providers/local/stream/engine.h"
#include "schema/value/value.h"

namespace dac::local {

/// `fields` as wanted.
std::vector<std::string> create_table_sql(std::string_view native, const Value& fields);
/// From `before` (live) to `after` (wanted): the table is built anew with its rows cast, and takes the old one's place;
/// comments alone are changed where they are.
std::vector<std::string> alter_table_sql(std::string_view native, const Value& before, const Value& after);
std::string drop_table_sql(std::string_view native);
/// Whether such a change gives the rows another form: columns, keys or indexes, and not just comments.
bool changes_rows(const Value& before, const Value& after);
/// Which columns and keys get another form: pipelines have to fill those again.
stream::Altered altered_table(const Value& before, const Value& after);

}  // namespace dac::local
