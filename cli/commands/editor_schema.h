#pragma once
// The JSON Schema of the language with the providers that this dac has, as text. Pure.

#include <string>
#include <vector>

#include "providers/api/registry.h"
#include "schema/kind/instance_form.h"

namespace dac::cli {

/// The kinds that the Blueprints of a project make. Where not all are known, any other may be one.
struct ProjectKinds {
  std::vector<schema::InstanceForm> instances = {};
  bool all_known = false;
};

std::string editor_schema(const providers::Registry& registry, const ProjectKinds& kinds);

}  // namespace dac::cli
