#pragma once
// A Table's fields, as they are live and as they are wanted. Pure.

#include <string>
#include <string_view>

#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::relational {

/// Empty where there is no such list.
const List& list_of(const Value& fields, std::string_view name);
/// Names ignore case.
bool holds_name(const List& names, std::string_view name);

/// A column's type, by `type` or `native`.
schema::ColumnType type_of(const Value& column);
/// Says a type in words: dac's own, or the engine's.
std::string words_of(const schema::ColumnType& type);
/// `type: int32` for what the author wrote in the engine's words, or what the engine says, where dac has a word for it.
void canonical_type(Map& column, schema::ColumnType (*of_native)(std::string_view words));
/// Columns of a primary key hold something, whatever their `nullable` says.
void canonical_keys(Map& fields);

/// The live column that a wanted one is: its own name's, else that of renamedFrom. nullptr: it is new.
const Value* column_before(const Value& before, const Value& wanted);
/// What the table is to be after the change: what `after` leaves open stays as it is in `before`.
Value merged_table(const Value& before, const Value& after);

}  // namespace dac::relational
