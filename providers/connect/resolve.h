#pragma once
// A configuration with its secrets filled in, ready to be sent. Lives for one call, and is kept nowhere.

#include "providers/connect/mask.h"
#include "providers/connect/plugins.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::connect {

struct Resolved {
  Map config;
  Mask mask;  // what must not be repeated of it
};

/// `config` may hold secrets, and values that the system does not tell: those are left out.
Result<Resolved> resolve(const Map& config, const Definitions& definitions, const providers::Context& context);

}  // namespace dac::connect
