// Pipeline: SQL from relations into one relation.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kModes[] = {"streaming", "batch"};
constexpr std::string_view kStates[] = {"running", "stopped"};
constexpr std::string_view kUpgrades[] = {"savepoint", "restart", "reset"};

constexpr Field kFields[] = {
    kTarget,
    kNativeName,
    {.name = "into",
     .type = kRelationName,
     .doc = "The Topic or Table that takes the answer; by default the INSERT's target."},
    kSql,
    kSqlFile,
    {.name = "mode",
     .type = {.kind = TypeKind::kEnum, .choices = kModes},
     .doc = "Whether it follows its sources (streaming) or runs when told to (batch).",
     .fallback = "streaming"},
    {.name = "state",
     .type = {.kind = TypeKind::kEnum, .choices = kStates},
     .doc = "Whether a streaming pipeline runs.",
     .fallback = "running"},
    {.name = "parallelism",
     .type = kPositive,
     .doc = "How many tasks work side by side, where the target has such a thing.",
     .server_default = true},
    {.name = "upgrade",
     .type = {.kind = TypeKind::kEnum, .choices = kUpgrades},
     .doc = "What a change of the SQL does to state and position: keep both (savepoint), drop the state (restart), or "
            "read again from "
            "the earliest (reset).",
     .fallback = "savepoint"},
};

}  // namespace

Kind pipeline() {
  return {.name = "Pipeline", .lower = "pipeline", .doc = "SQL from relations into one relation.", .fields = kFields};
}

}  // namespace dac::schema::tables
