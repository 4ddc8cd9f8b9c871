#pragma once
// What the cluster holds: connectors, their configurations and states.

#include <span>
#include <vector>

#include "providers/api/provider.h"
#include "providers/connect/worker.h"

namespace dac::connect {

/// One answer per key, in order. All connectors are read at once; one that is not among them is asked for by name.
Result<std::vector<providers::Live>> read_connectors(std::span<const providers::ObjectKey> keys, Worker& worker);

/// All that there are, by name.
Result<providers::Listing> list_connectors(const providers::LiveSink& sink, Worker& worker);

}  // namespace dac::connect
