#pragma once
// Column types in the engine's words and back. Pure.

#include <string>
#include <string_view>

#include "schema/model/column.h"

namespace dac::local {

/// "DECIMAL(10,2)", "VARCHAR[]", "STRUCT(\"a\" INTEGER)". A native type as it is written.
std::string column_sql(const schema::ColumnType& type);
/// What the engine calls a type ("DECIMAL(10,2)") in dac's; kNative with the engine's words where dac has none that
/// means the same.
schema::ColumnType column_of_sql(std::string_view type);

}  // namespace dac::local
