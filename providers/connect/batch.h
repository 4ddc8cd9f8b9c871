#pragma once
// Changes of connectors, and the wait for what they lead to: a worker takes a change at once and makes it later.

#include <span>

#include "providers/api/provider.h"
#include "providers/connect/plugins.h"
#include "providers/connect/worker.h"

namespace dac::connect {

/// Makes them all together, and tells of each once it is as wanted or has failed.
void apply_changes(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
                   Plugins& plugins, Worker& worker);

}  // namespace dac::connect
