#pragma once
// The form in which a value of a type is written: who goes through the fields of a table looks at this first, for most
// kinds of types are one word each. Pure.

#include <cstdint>

#include "schema/kind/field.h"

namespace dac::schema {

enum class Shape : std::uint8_t {
  kScalar,
  kSql,         // a scalar, or a map of them
  kColumnType,  // a scalar, or a map
  kLiteral,     // a scalar, or a list of them
  kConfig,
  kList,
  kMap,
  kObject,
  kAny,
  kTemplate,
};

Shape shape_of(TypeKind kind);

}  // namespace dac::schema
