#pragma once
// A kafka target's fields in dac.yaml, and what they mean to librdkafka. Constant data and a pure function.

#include <chrono>
#include <span>
#include <string>

#include "providers/api/context.h"
#include "providers/kafka/client/client.h"
#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::kafka {

/// The fields of the target.
std::span<const schema::Field> config_fields();

struct Settings {
  Properties properties;
  std::string where;  // "127.0.0.1:9092", for messages
  std::string root;   // files are relative to it
  Hidden hidden;      // the texts of secrets, and of the hosts in them
};

/// Secrets are resolved now, and are nowhere but in the result.
Result<Settings> read_settings(const Value& config, const std::string& root, const providers::Context& context);

/// How long a call may take.
std::chrono::milliseconds deadline_of(const Value& config, std::chrono::milliseconds fallback);

}  // namespace dac::kafka
