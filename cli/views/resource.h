#pragma once
// One resource, resolved, with the origin of every value. Pure.

#include <string>

#include "cli/term/console.h"

#include "schema/diag/sources.h"
#include "schema/model/resource.h"

namespace dac::cli {

/// {"format_version": 1, "resource": ..., "spec": ..., "origins": {...}} and the metadata beside.
Value resource_to_value(const schema::Resource& resource, const Sources& sources);
std::string render_resource(const schema::Resource& resource, const Sources& sources, const Paint& paint);

}  // namespace dac::cli
