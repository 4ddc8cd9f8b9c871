// Connector: a source or sink between a topic and another system.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kStates[] = {"running", "paused", "stopped"};

constexpr Field kFields[] = {
    kTarget,
    kNativeName,
    {.name = "class", .type = {.kind = TypeKind::kString}, .doc = "The connector's class.", .required = true},
    {.name = "tasksMax", .type = kPositive, .doc = "The most tasks that it is split into.", .server_default = true},
    {.name = "config",
     .type = {.kind = TypeKind::kConfig},
     .doc = "The connector's configuration, by its own names.",
     .server_default = true,
     .secret = true,
     .guarded = true},
    {.name = "state",
     .type = {.kind = TypeKind::kEnum, .choices = kStates},
     .doc = "Whether it runs.",
     .fallback = "running"},
    {.name = "reads",
     .type = {.kind = TypeKind::kList, .element = &kRelationName},
     .doc = "What it reads; by default what its configuration names.",
     .unordered = true},
    {.name = "writes",
     .type = {.kind = TypeKind::kList, .element = &kRelationName},
     .doc = "What it writes; by default what its configuration names.",
     .unordered = true},
};

}  // namespace

Kind connector() {
  return {.name = "Connector",
          .lower = "connector",
          .doc = "A source or sink between a topic and another system.",
          .fields = kFields};
}

}  // namespace dac::schema::tables
