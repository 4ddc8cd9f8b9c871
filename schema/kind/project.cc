// The fields of the project file's `spec`. What its environments hold of targets and overrides is typed by providers
// and kinds.

#include "schema/kind/project.h"

#include "schema/kind/tables.h"

namespace dac::schema {
namespace tables {
namespace {

constexpr std::string_view kOwnershipChoices[] = {"required", "optional"};
constexpr std::string_view kLedgerBackends[] = {"dir", "git", "postgres"};
constexpr Type kTexts{.kind = TypeKind::kList, .element = &kAnyText};
constexpr Type kAnything{.kind = TypeKind::kAny};

constexpr Field kRestrictFields[] = {
    {.name = "kinds",
     .type = kTexts,
     .doc = "The kinds that only some files may hold; also Blueprints' kinds.",
     .required = true},
    {.name = "paths", .type = kTexts, .doc = "Globs of those files.", .required = true},
};
constexpr Type kRestrict{.kind = TypeKind::kObject, .fields = kRestrictFields};

constexpr Field kVariableFields[] = {
    {.name = "type",
     .type = {.kind = TypeKind::kEnum, .choices = kVariableTypes},
     .doc = "What its values are.",
     .fallback = "string"},
    {.name = "default", .type = kAnything, .doc = "The value where an environment gives none."},
    {.name = "description", .type = kAnyText, .doc = "What it is for."},
};
constexpr Type kVariable{.kind = TypeKind::kObject, .fields = kVariableFields};

constexpr Field kSecretFields[] = {
    {.name = "targets", .type = kTexts, .doc = "Targets whose configuration may use it."},
    {.name = "kinds",
     .type = kTexts,
     .doc = "Kinds of resources that may use it; a Blueprint's kind stands for what its instances make."},
    {.name = "owners", .type = kTexts, .doc = "Owners whose resources may use it."},
};
constexpr Type kSecret{.kind = TypeKind::kObject, .fields = kSecretFields};

constexpr Type kLabels{.kind = TypeKind::kMap, .element = &kAnyScalar};
constexpr Field kMatchFields[] = {
    {.name = "kind",
     .type = kAnyText,
     .doc = "The kind of the resources, or a Blueprint's kind: then of its instances and what they make.",
     .required = true},
    {.name = "name", .type = kAnyText, .doc = "A glob of their names."},
    {.name = "labels", .type = kLabels, .doc = "Labels that they have."},
    {.name = "owner", .type = kAnyText, .doc = "Their owner."},
};
constexpr Type kMatch{.kind = TypeKind::kObject, .fields = kMatchFields};

constexpr Field kPatchFields[] = {
    {.name = "match",
     .type = {.kind = TypeKind::kObject, .fields = kMatchFields},
     .doc = "The resources that it is for.",
     .required = true},
    {.name = "spec", .type = kAnything, .doc = "What their spec gets.", .required = true},
};
constexpr Type kPatch{.kind = TypeKind::kObject, .fields = kPatchFields};

constexpr Field kLedgerFields[] = {
    {.name = "backend",
     .type = {.kind = TypeKind::kEnum, .choices = kLedgerBackends},
     .doc = "Where the ledger lies.",
     .fallback = "dir"},
    {.name = "remote", .type = kAnyText, .doc = "The remote of a git ledger."},
    {.name = "url", .type = kAnyText, .doc = "The database of a postgres ledger.", .secret = true},
};

constexpr Field kEnvironmentFields[] = {
    {.name = "ephemeral",
     .type = {.kind = TypeKind::kBool},
     .doc = "Whether it may be thrown away: no protection, no consent needed.",
     .fallback = "false"},
    {.name = "variables",
     .type = {.kind = TypeKind::kMap, .element = &kAnything},
     .doc = "Values of the project's variables."},
    {.name = "ledger", .type = {.kind = TypeKind::kObject, .fields = kLedgerFields}, .doc = "Where the ledger lies."},
    {.name = "exclude",
     .type = {.kind = TypeKind::kList, .element = &kMatch},
     .doc = "Resources that are validated and not planned here."},
    {.name = "targets",
     .type = {.kind = TypeKind::kMap, .element = &kAnything},
     .doc = "The live systems: a provider with its configuration.",
     .required = true},
    {.name = "overrides",
     .type = {.kind = TypeKind::kList, .element = &kPatch},
     .doc = "What resources have otherwise here; in order, later wins."},
};
constexpr Type kEnvironment{.kind = TypeKind::kObject, .fields = kEnvironmentFields};

constexpr Type kTextLabels{.kind = TypeKind::kMap, .element = &kAnyText};
constexpr Field kProjectMetadata[] = {
    {.name = "name", .type = {.kind = TypeKind::kName}, .doc = "The project's name.", .required = true},
    {.name = "description", .type = kAnyText, .doc = "What it is."},
    {.name = "labels", .type = kTextLabels, .doc = "Free words."},
};

constexpr Field kProjectFields[] = {
    {.name = "include", .type = kTexts, .doc = "Globs of the resource files; by default every .yaml and .yml below."},
    {.name = "exclude", .type = kTexts, .doc = "Globs of files that are none."},
    {.name = "defaultEnvironment",
     .type = {.kind = TypeKind::kName},
     .doc = "The environment where none is asked for."},
    {.name = "ownership",
     .type = {.kind = TypeKind::kEnum, .choices = kOwnershipChoices},
     .doc = "Whether every resource needs an owner; by default required once a Team exists."},
    {.name = "restrict",
     .type = {.kind = TypeKind::kList, .element = &kRestrict},
     .doc = "Kinds that only some files may hold."},
    {.name = "variables", .type = {.kind = TypeKind::kMap, .element = &kVariable}, .doc = "What ${var.NAME} may say."},
    {.name = "secrets", .type = {.kind = TypeKind::kMap, .element = &kSecret}, .doc = "Where each secret may be used."},
    {.name = "defaults",
     .type = {.kind = TypeKind::kList, .element = &kPatch},
     .doc = "What resources have that do not say otherwise; in order, later wins."},
    {.name = "environments",
     .type = {.kind = TypeKind::kMap, .element = &kEnvironment},
     .doc = "The environments, by name.",
     .required = true},
};

}  // namespace
}  // namespace tables

std::span<const Field> project_fields() { return tables::kProjectFields; }
std::span<const Field> project_metadata_fields() { return tables::kProjectMetadata; }
std::span<const Field> match_fields() { return tables::kMatchFields; }

}  // namespace dac::schema
