#pragma once
// The engine's types and cells: a column's type read once into a plain tree, then any cell of a result vector as a dac
// Value by the reference's rules ("Other JSON"). Only for the files of this folder. Pure.

#include <string>
#include <vector>

#include "providers/local/duckdb/api.h"
#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::local::engine {

struct ValueType {
  TypeId id = kInvalidType;
  bool json = false;  // VARCHAR that holds JSON
  int width = 0;      // decimal
  int scale = 0;
  TypeId internal = kInvalidType;  // of a decimal or enum: how a cell is stored
  std::uint64_t array_size = 0;
  std::vector<std::string> names = {};   // of struct and union members; labels of an enum
  std::vector<ValueType> children = {};  // list, array: 1; map: key, value; struct, union: members
};

ValueType read_type(const Api& api, TypeHandle* type);
/// Why values of the type have no form in JSON ("BIT"); empty if they have one.
std::string unreadable(const ValueType& type);
/// The nearest type of dac's own.
schema::ColumnType portable_type(const ValueType& type);
/// The cell; `type` is readable.
Value read_value(const Api& api, const ValueType& type, VectorHandle* vector, std::uint64_t row);
bool is_null(const Api& api, VectorHandle* vector, std::uint64_t row);
std::string_view read_text(const Api& api, VectorHandle* vector, std::uint64_t row);

}  // namespace dac::local::engine
