#pragma once
// One field's type as a JSON Schema: what an editor lets stand there. YAML's own types mean nothing to dac, so a text
// stands wherever a number or a boolean does, and `${...}` wherever the decoder fills it in. Pure.

#include <span>
#include <string>
#include <string_view>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::schema {

/// Where a form stands.
enum class FormPlace {
  kResource,  // of a resource or a target: interpolated
  kProject,   // of dac.yaml beside its targets: `${` is just text
  kPatch,     // the spec of defaults and overrides: as kResource, nothing is required, null removes
};

/// The form of a table: its fields, the required ones, no others.
Map form_of_fields(std::span<const Field> fields, FormPlace place);
/// The form of one field, with what it is for.
Map form_of_field(const Field& field, FormPlace place);
/// {"$ref": "#/$defs/NAME"}.
Map form_reference(std::string_view name);
/// {"enum": [...]}.
Map form_choices(std::span<const std::string_view> choices);
/// What forms refer to, by name: any value and literal of a resource, with `${...}` where it may stand.
Map shared_forms();

/// A resource's name.
inline constexpr std::string_view kNamePattern = "^[A-Za-z0-9_][A-Za-z0-9._-]*$";

}  // namespace dac::schema
