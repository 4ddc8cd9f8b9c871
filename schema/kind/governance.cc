// Team, Policy and Approval: who owns what, and what may be done. They are never steps.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kSeverities[] = {"error", "warning", "info"};
constexpr Type kCount{.kind = TypeKind::kInteger, .min = 0};

constexpr Field kContactFields[] = {
    {.name = "email", .type = {.kind = TypeKind::kString}, .doc = "A mail address."},
    {.name = "slack", .type = {.kind = TypeKind::kString}, .doc = "A Slack channel."},
    {.name = "github", .type = {.kind = TypeKind::kString}, .doc = "A GitHub team or user."},
};

constexpr Field kTeamFields[] = {
    {.name = "paths",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "Globs: a resource with this owner lies in such a file.",
     .unordered = true},
    {.name = "names",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "Globs of the names that it may use.",
     .unordered = true},
    {.name = "contacts", .type = {.kind = TypeKind::kObject, .fields = kContactFields}, .doc = "How to reach it."},
    {.name = "limits",
     .type = {.kind = TypeKind::kMap, .element = &kCount},
     .doc = "The most that it may have: topics, partitions, or any kind's plural."},
};

constexpr Field kPolicyFields[] = {
    {.name = "severity",
     .type = {.kind = TypeKind::kEnum, .choices = kSeverities},
     .doc = "What a row that the query returns is.",
     .fallback = "error"},
    {.name = "environments",
     .type = {.kind = TypeKind::kList, .element = &kResourceName},
     .doc = "The environments that it holds in; by default all.",
     .unordered = true},
    {.name = "query",
     .type = {.kind = TypeKind::kText},
     .doc = "SQL that returns a row (resource, message) for each offence.",
     .required = true},
    {.name = "help", .type = {.kind = TypeKind::kString}, .doc = "What to do about it."},
    {.name = "tests", .type = {.kind = TypeKind::kAny}, .doc = "Resources that it must accept or refuse."},
};

constexpr Field kApprovalFields[] = {
    {.name = "change",
     .type = {.kind = TypeKind::kString},
     .doc = "The change as the plan prints it, with its digest, or `read RESOURCE by RESOURCE`.",
     .required = true},
    {.name = "environment",
     .type = {.kind = TypeKind::kName},
     .doc = "The environment that it holds in; by default all."},
    {.name = "reason", .type = {.kind = TypeKind::kString}, .doc = "Why."},
    {.name = "expires", .type = {.kind = TypeKind::kDate}, .doc = "The last day that it holds."},
};

}  // namespace

Kind team() {
  return {.name = "Team",
          .lower = "team",
          .doc = "Who owns what: names and paths it may use, contacts, limits.",
          .fields = kTeamFields,
          .is_step = false,
          .has_target = false};
}

Kind policy() {
  return {.name = "Policy",
          .lower = "policy",
          .doc = "A guardrail: SQL over resources, changes and lineage.",
          .fields = kPolicyFields,
          .is_step = false,
          .has_target = false};
}

Kind approval() {
  return {.name = "Approval",
          .lower = "approval",
          .doc = "Consent, in the repository, to one named risky change.",
          .fields = kApprovalFields,
          .is_step = false,
          .has_target = false};
}

}  // namespace dac::schema::tables
