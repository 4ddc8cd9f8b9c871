#pragma once
// What the workers say of changed connectors before anything is changed. Reads only; a connector's own validation may
// look at the system that it is for.

#include <span>
#include <vector>

#include "providers/api/object.h"
#include "providers/connect/plugins.h"
#include "providers/connect/worker.h"
#include "schema/diag/finding.h"

namespace dac::connect {

Findings preview_changes(std::span<const providers::Operation> operations, Plugins& plugins, Worker& worker);

/// Facts for each operation, in order: its tasks, and how far it has read.
std::vector<List> evidence_of(std::span<const providers::Operation> operations, Plugins& plugins, Worker& worker);

}  // namespace dac::connect
