#pragma once
// Topics: as live objects, and what is done to them. Functions over a client; no state of their own.

#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/kafka/client/client.h"

namespace dac::kafka {

/// What is wanted of a topic, in canonical form.
Value topic_fields(const Value& spec);

/// One answer for each name, in order, with the entries of the configuration that the context asks for.
Result<std::vector<providers::Live>> read_topics(Client& client, std::span<const std::string> names,
                                                 const providers::Context& context);
/// All topics but those of the systems themselves.
Result<providers::Listing> list_topics(Client& client, const providers::LiveSink& sink,
                                       const providers::Context& context);

/// Does them, waits until each is visible, and tells what came of it.
void apply_topics(Client& client, std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
                  const providers::Context& context);

/// Events, last write, what a shorter retention deletes, who reads. Empty where the cluster does not tell.
std::vector<List> topic_evidence(Client& client, std::span<const providers::Operation> operations,
                                 const providers::Context& context);

/// Pure: see providers/api/provider.h.
std::vector<std::string> describe_topic(const providers::Operation& operation);
std::vector<providers::RiskNote> topic_risks(const providers::Operation& operation);
void check_topic(const schema::Resource& resource, Findings& findings);
/// What changes of the configuration: an entry without a value goes back to the default.
std::vector<std::pair<std::string, std::optional<std::string>>> changed_config(const providers::Operation& operation);

}  // namespace dac::kafka
