#pragma once
// The calls of a provider for one object or one operation, for unit tests. One thread.

#include "providers/api/provider.h"

namespace dac::test {

/// Fails the test where the provider as a whole does not answer.
providers::Live read_one(providers::Provider& provider, const providers::ObjectKey& key, providers::Context& context);

providers::Outcome apply_one(providers::Provider& provider, const providers::Operation& operation,
                             providers::Context& context);

/// Creates where there is nothing before, else updates.
providers::Operation change_of(providers::ObjectKey key, std::string resource, Value before, Value after);

}  // namespace dac::test
