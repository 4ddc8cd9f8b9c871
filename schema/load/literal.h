#pragma once
// Scalars that are typed by a column's type: defaults of columns, bounds of parameters. Pure.

#include <optional>
#include <string>

#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::schema {

/// The typed value of `text`: int64, double, bool, or the text itself where the type has no closer Value. Nothing if it
/// does not fit.
std::optional<Value> typed_literal(const ColumnType& type, const std::string& text, Origin origin);

}  // namespace dac::schema
