// Application: something outside that reads or writes.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kReadable[] = {"Topic", "Table", "Endpoint"};
constexpr std::string_view kWritable[] = {"Topic", "Table"};
constexpr Type kWritten{.kind = TypeKind::kRelation, .choices = kWritable};

constexpr Field kReadFields[] = {
    {.name = "resource",
     .type = {.kind = TypeKind::kRelation, .choices = kReadable},
     .doc = "What it reads: topic/x, table/x or endpoint/x.",
     .required = true},
    {.name = "fields",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "The fields that it uses; by default all."},
    {.name = "group",
     .type = {.kind = TypeKind::kString},
     .doc = "Its consumer group; `x*` stands for all that begin so."},
};
constexpr Type kRead{.kind = TypeKind::kObject, .fields = kReadFields};

constexpr Field kFields[] = {
    {.name = "principal",
     .type = {.kind = TypeKind::kString},
     .doc = "Who it is there, as Kafka writes it: `User:alice`."},
    {.name = "reads",
     .type = {.kind = TypeKind::kList, .element = &kRead},
     .doc = "What it reads.",
     .unordered = true,
     .key = "resource"},
    {.name = "writes",
     .type = {.kind = TypeKind::kList, .element = &kWritten},
     .doc = "What it writes.",
     .unordered = true},
    {.name = "host", .type = {.kind = TypeKind::kString}, .doc = "The host that it may come from.", .fallback = "*"},
    {.name = "transactionalId",
     .type = {.kind = TypeKind::kString},
     .doc = "The transactional id that it produces with."},
};

}  // namespace

Kind application() {
  return {
      .name = "Application",
      .lower = "application",
      .doc = "Something outside that reads or writes; declaring it, with the owner's consent, is how it gets access.",
      .fields = kFields,
      .has_target = false};
}

}  // namespace dac::schema::tables
