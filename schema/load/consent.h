#pragma once
// What an Approval's `change` says: `read topic/orders by application/billing`, or an action with a digest. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace dac::schema {

struct Consent {
  std::string resource;  // "topic/orders"
  std::string reader;    // "application/billing"
};

/// Nothing if it is no consent to read.
std::optional<Consent> parse_consent(std::string_view change);
/// Whether it is an action on a resource with its digest, as a plan prints it: `delete topic/orders@3f9c2a1b`.
bool is_approved_change(std::string_view change);

}  // namespace dac::schema
