// Table: a materialised relation that endpoints read.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr Field kColumnFields[] = {
    {.name = "name", .type = {.kind = TypeKind::kString}, .doc = "The column's name.", .required = true},
    {.name = "type",
     .type = {.kind = TypeKind::kColumnType},
     .doc = "string, bool, int32, int64, float64, decimal(p,s), timestamp, date, bytes, json or array<T>."},
    {.name = "native",
     .type = {.kind = TypeKind::kString},
     .doc = "The type in the target's own words, in place of `type`."},
    {.name = "nullable",
     .type = {.kind = TypeKind::kBool},
     .doc = "Whether it may hold nothing; columns of the primary key may not.",
     .fallback = "true"},
    {.name = "default", .type = {.kind = TypeKind::kScalar}, .doc = "What it holds where nothing is given."},
    {.name = "description", .type = {.kind = TypeKind::kString}, .doc = "What the column means."},
    {.name = "renamedFrom", .type = {.kind = TypeKind::kString}, .doc = "The name that it had before."},
};
constexpr Type kColumn{.kind = TypeKind::kObject, .fields = kColumnFields};

constexpr Field kIndexFields[] = {
    {.name = "name", .type = {.kind = TypeKind::kName}, .doc = "The index's name.", .required = true},
    {.name = "columns",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "The columns that it orders by.",
     .required = true},
    {.name = "unique",
     .type = {.kind = TypeKind::kBool},
     .doc = "Whether no two rows agree in these columns.",
     .fallback = "false"},
};
constexpr Type kIndex{.kind = TypeKind::kObject, .fields = kIndexFields};

constexpr Field kFields[] = {
    kTarget,
    kNativeName,
    {.name = "columns",
     .type = {.kind = TypeKind::kList, .element = &kColumn},
     .doc = "The columns, in order.",
     .required = true,
     .key = "name"},
    {.name = "primaryKey",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "The columns that tell rows apart."},
    {.name = "orderBy",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "The columns that rows are stored in the order of, where the target has such a thing."},
    {.name = "partitionBy", .type = {.kind = TypeKind::kString}, .doc = "The expression that rows are partitioned by."},
    {.name = "ttl",
     .type = {.kind = TypeKind::kString},
     .doc = "When rows go away by themselves, as the target writes it."},
    {.name = "indexes",
     .type = {.kind = TypeKind::kList, .element = &kIndex},
     .doc = "Indexes beside the primary key.",
     .unordered = true,
     .key = "name"},
    {.name = "engine",
     .type = {.kind = TypeKind::kString},
     .doc = "The storage engine, where the target has several.",
     .immutable = true},
    kAccess,
    kProtect,
};

}  // namespace

Kind table() {
  return {.name = "Table",
          .lower = "table",
          .doc = "A materialised relation that endpoints read.",
          .fields = kFields,
          .is_protected = true};
}

}  // namespace dac::schema::tables
