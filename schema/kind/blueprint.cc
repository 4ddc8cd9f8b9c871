// Blueprint: resources with parameters, which others instantiate as a kind of its own.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr Type kTemplate{.kind = TypeKind::kTemplate};

constexpr Field kParameterFields[] = {
    {.name = "type",
     .type = {.kind = TypeKind::kEnum, .choices = kVariableTypes},
     .doc = "What its values are.",
     .fallback = "string"},
    {.name = "default",
     .type = {.kind = TypeKind::kAny},
     .doc = "The value where an instance gives none; without it every instance gives one."},
    {.name = "min", .type = kAnyScalar, .doc = "The least value; of a list, the fewest elements."},
    {.name = "max", .type = kAnyScalar, .doc = "The greatest value; of a list, the most elements."},
    {.name = "enum",
     .type = {.kind = TypeKind::kList, .element = &kAnyScalar},
     .doc = "The values that there are; of a list, those that its elements may have."},
    {.name = "description", .type = kAnyText, .doc = "What it is for."},
};
constexpr Type kParameter{.kind = TypeKind::kObject, .fields = kParameterFields};

constexpr Field kBlueprintFields[] = {
    {.name = "instanceKind", .type = kAnyText, .doc = "The kind that its instances are written as.", .required = true},
    {.name = "parameters",
     .type = {.kind = TypeKind::kMap, .element = &kParameter},
     .doc = "What an instance says: the fields of its spec."},
    {.name = "resources",
     .type = {.kind = TypeKind::kList, .element = &kTemplate},
     .doc =
         "What an instance is made of: resources with ${param.x} in them. `forEach: x` makes one for each element of "
         "a list, `when: x` only where a bool is true.",
     .required = true},
};

}  // namespace

Kind blueprint() {
  return {
      .name = "Blueprint",
      .lower = "blueprint",
      .doc = "A parameterised set of resources which the platform team defines and others instantiate in five lines.",
      .fields = kBlueprintFields,
      .is_step = false,
      .has_target = false};
}

}  // namespace dac::schema::tables
