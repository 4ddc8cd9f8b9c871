#pragma once
// An instance of a blueprint: what it says, and what it stands for. Pure.

#include <string>

#include "cli/term/console.h"
#include "cli/views/resource.h"

#include "schema/model/project.h"

namespace dac::cli {

/// {"format_version": 1, "resource": "stream/clicks", "blueprint": ..., "spec": its parameters, "makes": [ids]}.
Value instance_to_value(const schema::Instance& instance, const schema::Project& project);
/// The instance, then each of its resources, resolved.
std::string render_instance(const schema::Instance& instance, const schema::Project& project,
                            const VariablePlaces& variables, const Paint& paint);

}  // namespace dac::cli
