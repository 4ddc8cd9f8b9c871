#pragma once
// What a change of a connector is: its calls, and what it risks. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/api/provider.h"

namespace dac::connect {

/// How a state is asked for; what failed is started again.
struct Move {
  std::string_view to;
  const char* method;
  const char* call;  // the end of the path
};

/// The call that leads from a state to another; nothing where there is none to make.
std::optional<Move> move_between(const std::string& from, const std::string& to);

/// "" of a state that is on its way to another.
inline std::string state_of(const Value& fields) { return fields.get_string("state"); }
inline bool is_removal(const providers::Operation& operation) { return operation.action == providers::Action::kDelete; }
inline bool is_new(const providers::Operation& operation) { return operation.action == providers::Action::kCreate; }

/// Whether more than the state differs.
bool changes_config(const providers::Operation& operation);

/// Whether it is written out: no secret, and nothing that the workers fill in.
bool is_literal(const Value& value);

/// The calls in words, one a line, without any value.
std::vector<std::string> describe_change(const providers::Operation& operation);

/// What only Connect knows of a change: what makes a connector read all again.
std::vector<providers::RiskNote> risks_of(const providers::Operation& operation);

}  // namespace dac::connect
