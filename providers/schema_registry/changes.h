#pragma once
// The calls of changes, in their order: a looser mode, the text, a tighter mode. Several subjects at a time.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/http/client.h"
#include "providers/schema_registry/api.h"

namespace dac::schema_registry {

/// What an operation means for its subject. Pure.
struct Change {
  bool text = false;        // a version is to be registered
  std::string mode;         // to be set; empty: none
  bool mode_first = false;  // before the text
};
Change change_of(const providers::Operation& operation);

/// Of evidence: going back to an earlier text deletes that version, so that the text can be the latest again.
Value earlier_version_fact(const std::string& subject, std::int64_t version);

/// The calls in words, one a line; the delete of an earlier version where the operation's evidence tells of it.
std::vector<std::string> describe_change(const providers::Operation& operation);

using Pins = Result<std::vector<Pinned>>;

/// Of each operation the references of its text, pinned to the versions that their subjects have now. An Error where
/// one is not there.
std::vector<Pins> pin_references(http::Client& client, std::span<const providers::Operation* const> operations,
                                 providers::Context& context);

void apply_changes(http::Client& client, std::span<const providers::Operation> operations,
                   const providers::OutcomeSink& sink, providers::Context& context);

}  // namespace dac::schema_registry
