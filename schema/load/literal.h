#pragma once
// What files hold of a column's type: defaults of columns, bounds of parameters. Pure.

#include <optional>

#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::schema {

/// The typed value of a text, or of a list of them where the type is an array: int64, double, bool, or the text as
/// written where the type has no closer Value. Nothing if it does not fit.
std::optional<Value> typed_literal(const ColumnType& type, const Value& written);

}  // namespace dac::schema
