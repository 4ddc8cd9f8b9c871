// The fields of `metadata`, the same for all kinds.

#include "schema/kind/tables.h"

namespace dac::schema {

std::span<const Field> metadata_fields() {
  static constexpr Field kFields[] = {
      {.name = "name",
       .type = {.kind = TypeKind::kName},
       .doc = "The resource's name, once in its kind.",
       .required = true},
      {.name = "owner", .type = {.kind = TypeKind::kName}, .doc = "The Team that owns it."},
      {.name = "description", .type = {.kind = TypeKind::kString}, .doc = "What it is."},
      {.name = "labels",
       .type = {.kind = TypeKind::kMap, .element = &tables::kAnyScalar},
       .doc = "Free words to select by."},
      {.name = "managed",
       .type = {.kind = TypeKind::kBool},
       .doc = "false: it must exist and is read, never created, changed, adopted or deleted.",
       .fallback = "true"},
      {.name = "renamedFrom", .type = {.kind = TypeKind::kName}, .doc = "The name that it had before."},
      {.name = "deprecated", .type = {.kind = TypeKind::kAny}, .doc = "true, or why and what to use in its place."},
  };
  return kFields;
}

}  // namespace dac::schema
