// Endpoint: parameterised SQL served over HTTP.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr Type kChoice{.kind = TypeKind::kLiteral};
constexpr Field kParamFields[] = {
    {.name = "name",
     .type = {.kind = TypeKind::kString},
     .doc = "The parameter, written `:name` in the SQL.",
     .required = true},
    {.name = "type",
     .type = {.kind = TypeKind::kColumnType},
     .doc = "Its type, as of a Table's column.",
     .required = true},
    {.name = "default", .type = {.kind = TypeKind::kLiteral}, .doc = "The value where a caller gives none."},
    {.name = "required",
     .type = {.kind = TypeKind::kBool},
     .doc = "Whether a call without it is refused; a missing one that is not is NULL.",
     .fallback = "false"},
    {.name = "min", .type = {.kind = TypeKind::kScalar}, .doc = "The smallest value that is let in."},
    {.name = "max", .type = {.kind = TypeKind::kScalar}, .doc = "The largest value that is let in."},
    {.name = "enum", .type = {.kind = TypeKind::kList, .element = &kChoice}, .doc = "The only values that are let in."},
    {.name = "description", .type = {.kind = TypeKind::kString}, .doc = "What it means."},
};
constexpr Type kParam{.kind = TypeKind::kObject, .fields = kParamFields};

constexpr Field kFields[] = {
    kTarget,
    kNativeName,
    {.name = "path",
     .type = {.kind = TypeKind::kString},
     .doc = "The path that it is served at; starts with a slash, once in an environment.",
     .required = true},
    {.name = "params",
     .type = {.kind = TypeKind::kList, .element = &kParam},
     .doc = "The parameters that a caller may give.",
     .key = "name"},
    kSql,
    kSqlFile,
    {.name = "maxRows",
     .type = kPositive,
     .doc = "The most rows that an answer may have; more is an error.",
     .fallback = "10000"},
    kAccess,
};

}  // namespace

Kind endpoint() {
  return {.name = "Endpoint",
          .lower = "endpoint",
          .doc = "Parameterised SQL served over HTTP to applications.",
          .fields = kFields};
}

}  // namespace dac::schema::tables
