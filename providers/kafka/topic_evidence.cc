// What lies in topics that are about to change, and who reads them now.
#include <algorithm>
#include <chrono>

#include "providers/kafka/topics.h"
#include "schema/base/units.h"

namespace dac::kafka {
namespace {

using providers::Action;
using providers::Operation;

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The retention that a change sets, if it is shorter than the one before.
std::int64_t shorter_retention(const Operation& operation) {
  static constexpr std::string_view kRetention = "retention.ms";
  const auto retention = [](const Value* config) -> std::int64_t {
    return config == nullptr ? -1 : parse_integer(config->get_string(kRetention)).value_or(-1);
  };
  const Value* wanted = operation.after.get("config");
  const Value* entry = wanted == nullptr ? nullptr : wanted->get(kRetention);
  const std::int64_t before = retention(operation.before.get("config"));
  const std::int64_t after = retention(entry != nullptr && entry->is_null() ? &operation.fallbacks : wanted);
  return after >= 0 && (before < 0 || after < before) ? after : -1;
}

Value fact(std::string_view what, std::string name, std::string_view key, std::int64_t value) {
  Map map;
  map.set("what", what);
  map.set("name", std::move(name));
  map.set(std::string(key), value);
  return map;
}

/// Events that the group has not read yet, of the partitions that it reads.
std::int64_t lag_of(const std::vector<std::pair<std::int32_t, std::int64_t>>& offsets, const TopicContent& content) {
  std::int64_t lag = 0;
  for (const auto& [partition, offset] : offsets)
    if (static_cast<std::size_t>(partition) < content.ends.size())
      lag += std::max<std::int64_t>(0, content.ends[static_cast<std::size_t>(partition)] - offset);
  return lag;
}

List facts_of(const Operation& operation, const TopicContent& content, std::int64_t retention,
              const std::vector<ConsumerGroup>& groups) {
  List facts;
  Value events = fact("events", operation.key.name, "count", content.events);
  if (content.last_write >= 0) events.as_map()->set("last", format_time(content.last_write));
  facts.push_back(std::move(events));
  if (retention >= 0) facts.push_back(fact("events_older_than_retention", operation.key.name, "count", content.older));
  for (const ConsumerGroup& group : groups) {
    const auto reads = group.offsets.find(operation.key.name);
    if (reads == group.offsets.end()) continue;
    Value reader = fact("consumer_group", group.name, "lag", lag_of(reads->second, content));
    reader.as_map()->set("reads_now", group.is_reading);
    facts.push_back(std::move(reader));
  }
  return facts;
}

}  // namespace

std::vector<List> topic_evidence(Client& client, std::span<const Operation> operations,
                                 const providers::Context& context) {
  std::vector<List> evidence(operations.size());
  std::vector<OffsetQuery> queries;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    const std::int64_t partitions = operation.before.get_int("partitions");
    if (operation.key.kind != "topic" || partitions == 0) continue;
    const std::int64_t retention = shorter_retention(operation);
    queries.push_back({operation.key.name, partitions, retention < 0 ? -1 : now_ms() - retention});
    asked.push_back(i);
  }
  if (queries.empty()) return evidence;
  const auto contents = client.read_contents(queries, context);
  if (!contents) return evidence;
  const auto groups = client.read_groups(context);
  for (std::size_t n = 0; n < asked.size(); ++n)
    if (const auto& content = (*contents)[n])
      evidence[asked[n]] = facts_of(operations[asked[n]], *content, queries[n].older_than,
                                    groups ? *groups : std::vector<ConsumerGroup>());
  return evidence;
}

}  // namespace dac::kafka
