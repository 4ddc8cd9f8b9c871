#pragma once
// The providers of an environment's targets, made once for a run. Owned by the command; each provider is called by one
// thread at a time.

#include <map>
#include <memory>
#include <string>

#include "providers/api/registry.h"
#include "schema/model/project.h"

namespace dac::planner {

/// target name -> provider. Targets whose provider is not known were findings of resolve and are left out.
using Targets = std::map<std::string, std::unique_ptr<providers::Provider>, std::less<>>;
/// The context for calls of one target: its trace says which target it is.
providers::Context context_of(const std::string& target, const providers::Context& context);
Targets make_targets(const schema::Project& project, const providers::Registry& registry);

}  // namespace dac::planner
