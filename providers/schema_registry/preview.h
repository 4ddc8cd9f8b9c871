#pragma once
// What the registry says of changes that have not been made, and facts about what they meet.

#include <span>
#include <vector>

#include "providers/api/provider.h"
#include "providers/http/client.h"

namespace dac::schema_registry {

Findings preview_changes(http::Client& client, std::span<const providers::Operation> operations,
                         providers::Context& context);
std::vector<List> evidence_of(http::Client& client, std::span<const providers::Operation> operations,
                              providers::Context& context);
std::vector<providers::RiskNote> risks_of(const providers::Operation& operation);

}  // namespace dac::schema_registry
