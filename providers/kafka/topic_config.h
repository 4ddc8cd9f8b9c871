#pragma once
// What can be said of a topic's configuration without asking a broker: Kafka 4.4's own table of names, types and
// ranges. Constant data and pure functions.

#include <span>
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

/// The entries of a broker's own configuration that decide what a topic without the entry has, the first that has a
/// value counting: those that a broker does not tell as synonyms of the topic's. Empty for all other entries.
std::span<const std::string_view> broker_entries(std::string_view name);

/// Of a broker's entry that counts hours or minutes its value in milliseconds, as the topic's does.
std::string in_milliseconds(std::string_view broker_entry, const std::string& value);

/// What a broker would refuse of a `config` map; `resource` is "topic/orders".
void check_config(const Value& config, const std::string& resource, Findings& findings);

}  // namespace dac::kafka
