#pragma once
// How a secret that changed is noticed without keeping it: an HMAC over its content, under a key that is not in the
// ledger's entries.

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "providers/api/context.h"
#include "schema/value/value.h"

namespace dac::planner {

/// The HMAC of what a secret holds now; nothing where there is no key or the secret is not set.
using SecretPrint = std::function<std::optional<std::string>(const Secret& secret)>;

/// `key` empty: gives nothing for every secret. `context` must outlive it.
SecretPrint make_secret_print(std::string key, const providers::Context& context);

/// The texts of all secrets in a value: "${secret.NAME}".
std::set<std::string> secrets_in(const Value& value);

}  // namespace dac::planner
