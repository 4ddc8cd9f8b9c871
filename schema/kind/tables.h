#pragma once
// The tables of the core kinds, and the pieces that several of them share. Constant data with static lifetime; one
// function per kind so that no table depends on the order in which others are initialised.

#include <array>

#include "schema/kind/field.h"

namespace dac::schema::tables {

Kind topic();
Kind schema();
Kind connector();
Kind table();
Kind pipeline();
Kind endpoint();
Kind application();
Kind user();
Kind acl();
Kind quota();
Kind team();
Kind policy();
Kind approval();
Kind blueprint();

inline constexpr Type kAnyText{.kind = TypeKind::kString};
inline constexpr Type kAnyScalar{.kind = TypeKind::kScalar};
inline constexpr Type kResourceName{.kind = TypeKind::kName};
inline constexpr std::string_view kSchemaKind[] = {"Schema"};
inline constexpr std::string_view kRelationKinds[] = {"Topic", "Table"};
inline constexpr std::string_view kAccessChoices[] = {"open", "owner"};

inline constexpr std::string_view kVariableTypes[] = {"string", "int",  "bool",           "duration",
                                                      "size",   "list", "list of strings"};

inline constexpr Type kRelationName{.kind = TypeKind::kRelation, .choices = kRelationKinds};
inline constexpr Type kPositive{.kind = TypeKind::kInteger, .min = 1, .max = std::numeric_limits<std::int32_t>::max()};

// Fields that read the same in every kind that has them.
inline constexpr Field kTarget{
    .name = "target",
    .type = {.kind = TypeKind::kName},
    .doc = "The target that holds it; by default the only one of the environment that takes its kind."};
inline constexpr Field kNativeName{.name = "name",
                                   .type = {.kind = TypeKind::kString},
                                   .doc = "Its name in the target where that differs from the resource's.",
                                   .immutable = true};
inline constexpr Field kAccess{
    .name = "access",
    .type = {.kind = TypeKind::kEnum, .choices = kAccessChoices},
    .doc =
        "Whether other teams read it freely (open) or only with an Approval of its owner (owner, the default "
        "outside ephemeral environments)."};
inline constexpr Field kProtect{
    .name = "protect",
    .type = {.kind = TypeKind::kBool},
    .doc =
        "Whether a step that deletes it or loses its data needs an Approval; by default true outside "
        "ephemeral environments."};
inline constexpr Field kSql{
    .name = "sql", .type = {.kind = TypeKind::kSql}, .doc = "The query: a text, or a map from dialect to text."};
inline constexpr Field kSqlFile{
    .name = "sqlFile",
    .type = {.kind = TypeKind::kSql},
    .doc = "A file with the query, relative to this one: a path, or a map from dialect to path."};

}  // namespace dac::schema::tables
