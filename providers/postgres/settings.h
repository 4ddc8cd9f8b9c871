#pragma once
// The fields of a target in dac.yaml. Constant data.

#include <chrono>
#include <span>
#include <string>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::postgres {

std::span<const schema::Field> config_fields();

struct Settings {
  Value url;           // a text or a secret
  std::string schema;  // where names without one are
  std::chrono::milliseconds lock_timeout;
  std::chrono::milliseconds statement_timeout;  // of one statement of an apply; 0: none
  std::chrono::milliseconds call_timeout;       // of a call of an endpoint
};

/// Of a target's decoded fields.
Settings settings_of(const Value& config);

}  // namespace dac::postgres
