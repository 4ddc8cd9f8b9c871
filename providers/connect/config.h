#pragma once
// A Connector's fields as the configuration that a worker takes, and back. Pure.

#include <string>
#include <string_view>

#include "schema/value/value.h"

namespace dac::connect {

// Entries of a worker's configuration that are fields of a Connector, or its name.
inline constexpr std::string_view kName = "name";
inline constexpr std::string_view kClass = "connector.class";
inline constexpr std::string_view kTasksMax = "tasks.max";

/// spec as an object's fields: class, tasksMax, config, state; an entry of config that is a field of its own is one.
Value canonical_fields(const Value& spec);

/// The fields of a configuration, without a state.
Map fields_of_config(const Value& config);

/// What a worker is to hold: what is live, with the declared fields in place of it; a declared null takes an entry
/// away. Values may be secrets.
Map config_of_fields(std::string_view name, const Value& declared, const Value& live);

/// A system that hides a value shows stars in place of it, or what Kafka's own Password does: that is no value.
bool is_masked(const Value& value);

}  // namespace dac::connect
