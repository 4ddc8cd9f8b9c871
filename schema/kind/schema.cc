// Schema: the shape of events, with its compatibility mode and references.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kFormats[] = {"avro", "json", "protobuf"};
constexpr std::string_view kModes[] = {"BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE",
                                       "FULL",     "FULL_TRANSITIVE",     "NONE"};

constexpr Field kReferenceFields[] = {
    {.name = "name",
     .type = {.kind = TypeKind::kString},
     .doc = "The name that the text uses for the other schema.",
     .required = true},
    {.name = "schema",
     .type = {.kind = TypeKind::kReference, .choices = kSchemaKind},
     .doc = "The Schema that it means.",
     .required = true},
};
constexpr Type kReferenceItem{.kind = TypeKind::kObject, .fields = kReferenceFields};

constexpr Field kFields[] = {
    kTarget,
    kNativeName,
    {.name = "format",
     .type = {.kind = TypeKind::kEnum, .choices = kFormats},
     .doc = "The language of the schema's text.",
     .required = true,
     .immutable = true},
    {.name = "schema", .type = {.kind = TypeKind::kText}, .doc = "The schema's text."},
    {.name = "schemaFile",
     .type = {.kind = TypeKind::kString},
     .doc = "A file with the schema's text, relative to this one."},
    {.name = "compatibility",
     .type = {.kind = TypeKind::kEnum, .choices = kModes},
     .doc = "Which changes of the schema the registry lets pass.",
     .server_default = true},
    {.name = "references",
     .type = {.kind = TypeKind::kList, .element = &kReferenceItem},
     .doc = "The other schemas that the text uses.",
     .unordered = true,
     .key = "name"},
    {.name = "subjects",
     .type = {.kind = TypeKind::kList, .element = &kAnyText},
     .doc = "The subjects to register it under; by default what the topics that use it imply, else its own name.",
     .unordered = true},
    kProtect,
};

}  // namespace

Kind schema() {
  return {.name = "Schema",
          .lower = "schema",
          .doc = "An Avro, JSON or Protobuf schema of events.",
          .fields = kFields,
          .is_protected = true};
}

}  // namespace dac::schema::tables
