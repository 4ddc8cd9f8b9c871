#pragma once
// One resource, resolved, with the origin of every value. Pure.

#include <map>
#include <string>

#include "cli/term/console.h"

#include "schema/diag/sources.h"
#include "schema/model/resource.h"

namespace dac::cli {

/// Where the variables of the project have their values from: a place, or nowhere for --var.
using VariablePlaces = std::map<std::string, Origin, std::less<>>;

/// What a resource is shown with.
struct ShownFrom {
  const Sources& sources;
  const VariablePlaces& variables;
};

/// {"format_version": 1, "resource": ..., "spec": ..., "origins": {...}} and the metadata beside. An origin of a text
/// with variables has `variables`:
/// [{"name": "retention", "position": {...}}], without the position for one of --var.
Value resource_to_value(const schema::Resource& resource, const ShownFrom& from);
std::string render_resource(const schema::Resource& resource, const ShownFrom& from, const Paint& paint);

}  // namespace dac::cli
