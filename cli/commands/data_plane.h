#pragma once
// What send, call and run share: the resource, its target's provider and its data plane.

#include <memory>

#include "cli/commands/workspace.h"

namespace dac::cli {

struct DataTarget {
  const schema::Resource* resource = nullptr;
  std::unique_ptr<providers::Provider> provider;
  providers::DataPlane* plane = nullptr;  // the provider's
};

/// kNotFound: no such resource; kInvalid: its target has no data plane.
Result<DataTarget> find_data_target(const Command& command, const schema::Project& project, std::string_view kind);

}  // namespace dac::cli
