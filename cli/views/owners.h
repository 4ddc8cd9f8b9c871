#pragma once
// Who owns what, as people and programs read it. Pure.

#include <string>
#include <vector>

#include "cli/term/console.h"

#include "schema/model/owners.h"

namespace dac::cli {

std::string render_owners(const std::vector<schema::OwnerEntry>& owners, const Paint& paint);
/// {"format_version": 1, "owners": [{"name", "team", "counts", "resources", "paths", "contacts"}]}; what nobody owns
/// has the name null.
Value owners_to_value(const std::vector<schema::OwnerEntry>& owners);

}  // namespace dac::cli
