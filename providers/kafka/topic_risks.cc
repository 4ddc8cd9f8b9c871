// What a change of a topic would do, in words.
#include <algorithm>
#include <fmt/format.h>

#include "providers/kafka/topics.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using providers::Action;
using providers::Operation;
using providers::Risk;
using providers::RiskNote;

std::string create_line(const Operation& operation) {
  std::vector<std::string> parts = {
      counted(static_cast<std::size_t>(operation.after.get_int("partitions", 1)), "partition")};
  if (const std::int64_t replicas = operation.after.get_int("replicationFactor"); replicas > 0)
    parts.push_back(counted(static_cast<std::size_t>(replicas), "replica"));
  for (const auto& [name, value] : changed_config(operation))
    if (value) parts.push_back(name + "=" + *value);
  return fmt::format("CreateTopics {}: {}", operation.key.name, join(parts, ", "));
}

/// The replicas that the topic has, or gets.
std::int64_t replicas_of(const Operation& operation) {
  return operation.before.get_int("replicationFactor", operation.after.get_int("replicationFactor"));
}

}  // namespace

std::vector<std::string> describe_topic(const Operation& operation) {
  const std::string& name = operation.key.name;
  switch (operation.action) {
    case Action::kCreate:
      return {create_line(operation)};
    case Action::kDelete:
      return {"DeleteTopics " + name};
    case Action::kUpdate: {
      std::vector<std::string> lines;
      const std::int64_t wanted = operation.after.get_int("partitions");
      if (wanted > operation.before.get_int("partitions"))
        lines.push_back(fmt::format("CreatePartitions topic {}: {}", name, wanted));
      std::vector<std::string> parts;
      for (const auto& [key, value] : changed_config(operation))
        parts.push_back(value ? fmt::format("set {}={}", key, *value) : "delete " + key);
      if (!parts.empty()) lines.push_back(fmt::format("IncrementalAlterConfigs topic {}: {}", name, join(parts, ", ")));
      return lines;
    }
    case Action::kReplace:
    case Action::kAdopt:
    case Action::kForget:
      break;
  }
  return {};
}

std::vector<RiskNote> topic_risks(const Operation& operation) {
  std::vector<RiskNote> notes;
  if (operation.action != Action::kUpdate) return notes;
  const std::int64_t has = operation.before.get_int("replicationFactor");
  const std::int64_t wants = operation.after.get_int("replicationFactor", has);
  if (has != 0 && wants != has)
    notes.push_back(
        {.code = codes::kReplicationFixed,
         .risk = Risk::kForbidden,
         .path = "spec.replicationFactor",
         .message = fmt::format("replicationFactor is {} and cannot be made {} through dac: every partition "
                                "would have to be moved",
                                has, wants),
         .help = fmt::format("move it with `kafka-reassign-partitions`, after which this plan shows no "
                             "change, or keep {}",
                             has)});
  for (const auto& [name, value] : changed_config(operation)) {
    if (name != "min.insync.replicas") continue;
    const std::int64_t in_sync = parse_integer(value ? *value : operation.fallbacks.get_string(name)).value_or(0);
    const std::int64_t replicas = replicas_of(operation);
    if (replicas == 0 || in_sync <= replicas) continue;
    notes.push_back({.code = codes::kNeverInSync,
                     .risk = Risk::kBreaking,
                     .path = "spec.config[\"min.insync.replicas\"]",
                     .message = fmt::format("min.insync.replicas becomes {}, but the topic has {}: no producer with "
                                            "acks=all can write any more",
                                            in_sync, counted(static_cast<std::size_t>(replicas), "replica")),
                     .help = "leave it at most one below the number of replicas, so that a broker may be down"});
  }
  return notes;
}

}  // namespace dac::kafka
