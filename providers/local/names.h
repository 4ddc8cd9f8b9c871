#pragma once
// What things are called inside the database: a native name ("orders", "public.orders") as schema and name, and as SQL.
// Pure.
//
// Topics live in `main` under their whole name (a view; the events are in `log`). A Table's name is split at its first
// dot into a schema and a name, unless the schema would be one of dac's or the engine's own.

#include <string>
#include <string_view>

#include "providers/relational/names.h"

namespace dac::local {

using relational::quoted;
using relational::TableName;

TableName table_name(std::string_view native);
/// The inverse.
std::string native_name(std::string_view schema, std::string_view name);
/// "main"."orders", what a topic's value columns are read from.
std::string topic_view(std::string_view topic);
/// "log"."orders"
std::string topic_log(std::string_view topic);

}  // namespace dac::local
