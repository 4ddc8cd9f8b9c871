#pragma once
// A text that a subject had before. A registry gives such a text its old version back, while another one stays the
// latest; to be the latest again, that version has to be deleted first. Reads only.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/schema_registry/changes.h"

namespace dac::schema_registry {

struct Earlier {
  std::int64_t version = 0;
  bool is_latest = false;                     // the registry takes the wanted text for the one it has, though it is not
  std::vector<std::string> referred_by = {};  // "version 2 of subject 'person'": a registry deletes no such version
};

/// Of each change of a text the version that holds the wanted one already. `pins` are those of the changes. What is
/// referred to and changes as well leaves it open: no version can have those references yet.
std::vector<std::optional<Earlier>> find_earlier(http::Client& client,
                                                 std::span<const providers::Operation* const> texts,
                                                 const std::vector<Pins>& pins, providers::Context& context);

/// The mode of the registry as a whole, which counts for subjects without one; empty where it does not tell.
std::string registry_mode(http::Client& client, providers::Context& context);

/// Whether nothing is held against the text when it is put, so that nothing need be asked before.
bool is_unruled(const providers::Operation& operation, const std::string& registry_mode);

}  // namespace dac::schema_registry
