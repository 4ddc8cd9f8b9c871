#pragma once
// What can be said of a topic's configuration without asking a broker: Kafka 4.4's own table of names, types and
// ranges. Constant data and pure functions.

#include <string>
#include <string_view>

#include "schema/diag/finding.h"
#include "schema/value/value.h"

namespace dac::kafka {

/// The one spelling of a value: a number, a switch or a list that is written otherwise but means the same becomes
/// equal. What is no value of that entry stays as it is.
std::string canonical_config(std::string_view name, std::string_view value);

/// Whether the entry is another vendor's or an older Kafka's: not ours to judge.
bool is_foreign_config(std::string_view name);

/// What a broker would refuse of a `config` map; `resource` is "topic/orders".
void check_config(const Value& config, const std::string& resource, Findings& findings);

}  // namespace dac::kafka
