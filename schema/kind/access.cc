// User, Acl and Quota: access to a platform where an Application is not enough.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kMechanisms[] = {"SCRAM-SHA-256", "SCRAM-SHA-512"};
constexpr std::string_view kResourceTypes[] = {"topic",           "group",           "cluster",
                                               "transactionalId", "delegationToken", "user"};
constexpr std::string_view kPatterns[] = {"literal", "prefixed"};
constexpr std::string_view kPermissions[] = {"allow", "deny"};
constexpr std::string_view kOperations[] = {"ALL",
                                            "READ",
                                            "WRITE",
                                            "CREATE",
                                            "DELETE",
                                            "ALTER",
                                            "DESCRIBE",
                                            "CLUSTER_ACTION",
                                            "DESCRIBE_CONFIGS",
                                            "ALTER_CONFIGS",
                                            "IDEMPOTENT_WRITE",
                                            "CREATE_TOKENS",
                                            "DESCRIBE_TOKENS"};
constexpr Type kOperation{.kind = TypeKind::kEnum, .choices = kOperations};

constexpr Field kUserFields[] = {
    kTarget,
    kNativeName,
    {.name = "mechanism",
     .type = {.kind = TypeKind::kEnum, .choices = kMechanisms},
     .doc = "How it proves who it is.",
     .required = true},
    {.name = "iterations",
     .type = {.kind = TypeKind::kInteger, .min = 4096, .max = 16384},
     .doc = "How often the password is hashed.",
     .server_default = true},
    {.name = "password",
     .type = {.kind = TypeKind::kString},
     .doc = "Its password, a secret; one that is there already keeps its own where none is declared.",
     .secret = true},
};

constexpr Field kAclFields[] = {
    kTarget,
    kNativeName,
    {.name = "principal",
     .type = {.kind = TypeKind::kString},
     .doc = "Who, as Kafka writes it: `User:alice`.",
     .required = true},
    {.name = "resourceType",
     .type = {.kind = TypeKind::kEnum, .choices = kResourceTypes},
     .doc = "The sort of thing that it is about.",
     .required = true},
    {.name = "pattern",
     .type = {.kind = TypeKind::kEnum, .choices = kPatterns},
     .doc = "Whether resourceName is the name or the beginning of names.",
     .fallback = "literal"},
    {.name = "resourceName", .type = {.kind = TypeKind::kString}, .doc = "The name of the thing.", .required = true},
    {.name = "operations",
     .type = {.kind = TypeKind::kList, .element = &kOperation},
     .doc = "What may be done or not, by Kafka's names: READ, WRITE, DESCRIBE.",
     .required = true,
     .unordered = true},
    {.name = "permission",
     .type = {.kind = TypeKind::kEnum, .choices = kPermissions},
     .doc = "Whether it is allowed or denied.",
     .fallback = "allow"},
    {.name = "host", .type = {.kind = TypeKind::kString}, .doc = "The host that it holds for.", .fallback = "*"},
};

constexpr Field kQuotaFields[] = {
    kTarget,
    kNativeName,
    {.name = "user", .type = {.kind = TypeKind::kString}, .doc = "The user that it holds for."},
    {.name = "clientId", .type = {.kind = TypeKind::kString}, .doc = "The client id that it holds for."},
    {.name = "producerByteRate",
     .type = {.kind = TypeKind::kSize, .min = 1},
     .doc = "Bytes a second that may be produced."},
    {.name = "consumerByteRate",
     .type = {.kind = TypeKind::kSize, .min = 1},
     .doc = "Bytes a second that may be consumed."},
    {.name = "requestPercentage",
     .type = {.kind = TypeKind::kNumber, .min = 0},
     .doc = "Share of a broker's time that requests may take, in percent of one thread."},
    {.name = "controllerMutationRate",
     .type = {.kind = TypeKind::kNumber, .min = 0},
     .doc = "Partitions a second that may be created or deleted."},
};

}  // namespace

Kind user() {
  return {.name = "User", .lower = "user", .doc = "A user of the platform and how it logs in.", .fields = kUserFields};
}

Kind acl() { return {.name = "Acl", .lower = "acl", .doc = "A right on the platform.", .fields = kAclFields}; }

Kind quota() {
  return {
      .name = "Quota", .lower = "quota", .doc = "How much of the platform someone may use.", .fields = kQuotaFields};
}

}  // namespace dac::schema::tables
