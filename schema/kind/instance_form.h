#pragma once
// The kinds that a project's Blueprints make, as JSON Schemas: what an instance may say. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value/value.h"

namespace dac::schema {

/// What of `metadata` means nothing for an instance: it is no object that could be renamed or left alone.
inline constexpr std::string_view kNotOfInstances[] = {"managed", "renamedFrom", "deprecated"};

/// A parameter as an instance gives it.
struct ParameterForm {
  std::string name;
  std::string_view type;  // as variables are typed: "duration"
  std::string doc;
  bool is_required = false;
  std::optional<std::int64_t> min = {};  // in milliseconds, bytes, or elements of a list
  std::optional<std::int64_t> max = {};
  std::vector<std::string> choices = {};
  Value fallback = {};  // null: none
};

struct InstanceForm {
  std::string kind;  // "EventStream"
  std::string doc;
  std::vector<ParameterForm> parameters;
  bool is_open = false;  // its Blueprint is not valid: what an instance says is not judged
};

/// The form of an instance's metadata.
Map instance_metadata_form();
/// The form of an instance, without apiVersion and kind.
Map instance_form(const InstanceForm& instance);
/// The form of what `defaults` and `overrides` give an instance: nothing is required, and null removes.
Map instance_patch_form(const InstanceForm& instance);

}  // namespace dac::schema
