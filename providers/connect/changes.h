#pragma once
// The calls of changes, and the wait for what they lead to: a worker takes a change at once and makes it later.

#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/connect/plugins.h"
#include "providers/connect/status.h"
#include "providers/connect/worker.h"

namespace dac::connect {

/// Whether more than the state differs. Pure.
bool changes_config(const providers::Operation& operation);

/// Whether it is written out: no secret, and nothing that the workers fill in.
bool is_literal(const Value& value);

/// The calls in words, one a line, without any value. Pure.
std::vector<std::string> describe_change(const providers::Operation& operation);

/// What only Connect knows of a change: what makes a connector read all again. Pure.
std::vector<providers::RiskNote> risks_of(const providers::Operation& operation);

void apply_changes(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
                   Plugins& plugins, Worker& worker);

}  // namespace dac::connect
