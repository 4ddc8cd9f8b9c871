#pragma once
// The whole language as one JSON Schema (draft 2020-12), for editors: dac.yaml and every kind, made from the field
// tables. Pure; docs/editors.md lists where it says less than the decoder.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/kind/field.h"
#include "schema/kind/instance_form.h"
#include "schema/value/value.h"

namespace dac::schema {

/// A provider as the targets of dac.yaml see it.
struct ProviderForm {
  std::string_view name;
  std::vector<std::string_view> kinds;  // that it serves
  std::span<const Field> config;
};

/// What the schema is made of.
struct Language {
  std::span<const Kind> kinds;
  std::span<const ProviderForm> providers;
  std::span<const InstanceForm> instances = {};
  bool has_all_kinds = false;  // no other kind is any Blueprint's
};

Value json_schema(const Language& language);

}  // namespace dac::schema
