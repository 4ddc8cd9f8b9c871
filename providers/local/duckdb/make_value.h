#pragma once
// dac Values as the engine's own, for parameters and appended rows. Only for the files of this folder. The caller owns
// what it gets.

#include "providers/local/duckdb/api.h"
#include "providers/local/duckdb/value_type.h"
#include "schema/value/value.h"

namespace dac::local::engine {

/// A scalar as it is; a list or map as JSON text. Never null.
ValueHandle* make_value(const Api& api, const Value& value);
/// For a column of `type`: lists, maps and structs as such, text that the engine casts for everything else that it is
/// no native form of.
ValueHandle* make_typed_value(const Api& api, const ValueType& type, TypeHandle* handle, const Value& value);

}  // namespace dac::local::engine
