#pragma once
// Values of a column's type, written as text: arguments of a call, defaults and limits in the files. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::schema {

/// The typed value of a text, canonical (see Argument); nothing if it is not of the type.
std::optional<Value> typed_text(std::string_view text, const ColumnType& type);
/// Below 0, 0 or above, of two values of one type; 0 for types without an order.
int compare_typed(const Value& a, const Value& b, ColumnKind kind);
/// Whether compare_typed tells its values apart.
bool has_order(ColumnKind kind);
/// A scalar of the files as its author wrote it; lists and maps as JSON.
std::string written_text(const Value& value);
/// "an int64", for messages.
std::string type_phrase(const ColumnType& type);
/// "write digits only, with a minus where it is negative", for help.
std::string_view type_form(ColumnKind kind);

}  // namespace dac::schema
