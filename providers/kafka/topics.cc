#include "providers/kafka/topics.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "providers/kafka/internal_topics.h"
#include "providers/kafka/topic_config.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using providers::Live;
using providers::Presence;

/// A broker makes these names safe for files: longer or other ones it refuses.
constexpr std::size_t kLongestName = 249;
constexpr std::int64_t kMostPartitions = 100'000;
constexpr std::size_t kPage = 1000;  // topics of a list

Live live_of(TopicInfo info) {
  Live live{.key = {"topic", std::move(info.name)}, .identity = std::move(info.id), .fields = {}, .why = {}};
  if (info.found == Found::kNotTold) {
    live.why = std::move(info.why);
    return live;
  }
  live.presence = info.found == Found::kThere ? Presence::kPresent : Presence::kAbsent;
  if (live.presence == Presence::kAbsent) return live;
  Map fields;
  fields.append("partitions", info.partitions);
  fields.append("replicationFactor", info.replication_factor);
  live.fields = std::move(fields);
  return live;
}

/// Puts the configuration into the object.
void add_config(Live& live, const TopicConfigs& configs) {
  if (!configs.why.empty()) {
    live.presence = Presence::kUnknown;
    live.why = configs.why;
    return;
  }
  Map config;
  config.reserve(configs.values.size());
  for (const ConfigValue& value : configs.values) {
    config.append(value.name, canonical_config(value.name, value.value));
    if (!value.is_override) live.defaults.push_back(value.name);
    if (!value.fallback) continue;
    if (live.fallbacks.is_null()) live.fallbacks = Map();
    const auto& [entry, text] = *value.fallback;
    live.fallbacks.as_map()->append(value.name, canonical_config(value.name, in_milliseconds(entry, text)));
  }
  std::ranges::sort(live.defaults);
  if (!config.empty()) live.fields.as_map()->append("config", std::move(config));
}

/// The entry of `names`, the first that has a value counting, that a topic has from any of the brokers; nothing where
/// they differ in it or one of them does not tell.
std::optional<BrokerEntry> shared_entry(const std::vector<std::optional<BrokerConfig>>& brokers,
                                        const std::vector<std::string>& names) {
  std::optional<BrokerEntry> shared;
  for (const std::optional<BrokerConfig>& broker : brokers) {
    if (!broker) return std::nullopt;
    const auto name = std::ranges::find_if(names, [&](const std::string& entry) { return broker->contains(entry); });
    if (name == names.end()) return std::nullopt;
    const std::string& value = broker->at(*name);
    if (shared && in_milliseconds(shared->first, shared->second) != in_milliseconds(*name, value)) return std::nullopt;
    shared = {*name, value};
  }
  return shared;
}

/// What acts without an entry that goes: the topic's answer comes from one broker and may not tell all of its entries,
/// each broker's own configuration does. Brokers that are set up differently, or may not be asked, leave it unknown.
void read_fallbacks(Client& client, std::vector<TopicConfigs>& topics, const providers::Context& context) {
  std::vector<ConfigValue*> open;
  std::map<std::string, std::vector<std::string>> entries;  // by the topic's
  std::set<std::string> asked;
  for (TopicConfigs& configs : topics)
    for (ConfigValue& value : configs.values) {
      if (!value.is_override || !std::ranges::binary_search(context.dropped, value.name)) continue;
      auto& names = entries[value.name];
      if (names.empty()) {
        const auto known = broker_entries(value.name);
        names.assign(known.begin(), known.end());
        if (names.empty() && value.fallback) names.push_back(value.fallback->first);
        asked.insert(names.begin(), names.end());
      }
      open.push_back(&value);
    }
  if (asked.empty()) return;
  const auto brokers = client.read_broker_configs(std::vector<std::string>(asked.begin(), asked.end()), context);
  for (ConfigValue* value : open) {
    // The only broker has told what it knows.
    if (value->fallback && brokers && brokers->size() == 1) continue;
    value->fallback.reset();
    if (brokers) value->fallback = shared_entry(*brokers, entries[value->name]);
  }
}

/// Asks for the configuration of those that are there.
Result<> read_configs(Client& client, std::vector<Live>& topics, const providers::Context& context) {
  if (context.entries && context.entries->empty()) return {};
  const std::vector<std::string> entries = context.entries.value_or(std::vector<std::string>());
  std::vector<ConfigQuery> queries;
  std::vector<Live*> asked;
  for (Live& live : topics) {
    if (live.presence != Presence::kPresent) continue;
    queries.push_back({.topic = live.key.name, .names = entries});
    asked.push_back(&live);
  }
  if (queries.empty()) return {};
  auto configs = client.read_configs(queries, context);
  if (!configs) return fail(configs.error());
  if (!context.dropped.empty()) read_fallbacks(client, *configs, context);
  for (std::size_t i = 0; i < asked.size(); ++i) add_config(*asked[i], (*configs)[i]);
  return {};
}

std::string policy_of(const Live& live) {
  const Value* config = live.fields.get("config");
  return config == nullptr ? std::string() : config->get_string("cleanup.policy");
}

bool is_topic_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name != "." && name != ".." &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

}  // namespace

Value topic_fields(const Value& spec) {
  Map fields;
  for (const std::string_view name : {"partitions", "replicationFactor"})
    if (const Value* value = spec.get(name)) fields.append(std::string(name), *value);
  const Value* declared = spec.get("config");
  if (declared == nullptr || declared->as_map() == nullptr) return fields;
  Map config;
  config.reserve(declared->as_map()->size());
  for (const auto& [name, value] : *declared->as_map()) {
    const std::string* text = value.as_string();
    config.append(name, text == nullptr ? value : Value(canonical_config(name, *text), value.origin()));
  }
  fields.append("config", Value(std::move(config), declared->origin()));
  return fields;
}

Result<std::vector<Live>> read_topics(Client& client, std::span<const std::string> names,
                                      const providers::Context& context) {
  if (names.empty()) return std::vector<Live>();
  auto infos = client.describe_topics(names, context);
  if (!infos) return fail(infos.error());
  std::vector<Live> topics;
  topics.reserve(infos->size());
  for (TopicInfo& info : *infos) topics.push_back(live_of(std::move(info)));
  DAC_TRY(read_configs(client, topics, context));
  return topics;
}

Result<providers::Listing> list_topics(Client& client, const providers::LiveSink& sink,
                                       const providers::Context& context) {
  auto names = client.list_topics(context);
  if (!names) return fail(names.error());
  std::erase_if(*names, is_internal_topic);
  std::ranges::sort(*names);
  const std::set<std::string, std::less<>> known(names->begin(), names->end());
  for (std::size_t begin = 0; begin < names->size(); begin += kPage) {
    const std::span<const std::string> all = *names;
    auto page = read_topics(client, all.subspan(begin, std::min(kPage, all.size() - begin)), context);
    if (!page) return fail(page.error());
    for (Live& live : *page)
      if (live.presence != Presence::kAbsent && !is_worker_topic(live.key.name, policy_of(live), known))
        sink(std::move(live));
  }
  return providers::Listing{};
}

void check_topic(const schema::Resource& resource, Findings& findings) {
  const std::string name = resource.native_name();
  const Value* spec_name = resource.spec.get("name");
  if (!is_topic_name(name))
    findings
        .add(codes::kBadTopicName, spec_name == nullptr ? resource.origin : spec_name->origin(),
             fmt::format("'{}' is no topic name of Kafka", name),
             fmt::format("it is up to {} letters, digits, dots, hyphens and underscores", kLongestName))
        .resource = resource.id;
  if (const Value* partitions = resource.spec.get("partitions");
      partitions != nullptr && resource.spec.get_int("partitions") > kMostPartitions)
    findings
        .add(codes::kBadTopicConfig, partitions->origin(),
             fmt::format("partitions cannot be {}", resource.spec.get_int("partitions")),
             fmt::format("a request takes at most {}", kMostPartitions))
        .resource = resource.id;
  const Value* config = resource.spec.get("config");
  if (config == nullptr) return;
  check_config(*config, resource.id, findings);
  const Value* in_sync = config->get("min.insync.replicas");
  const std::int64_t replicas = resource.spec.get_int("replicationFactor");
  if (in_sync == nullptr || in_sync->as_string() == nullptr || replicas == 0) return;
  const std::int64_t wanted = parse_integer(trim(*in_sync->as_string())).value_or(0);
  if (wanted <= replicas) return;
  findings
      .add(codes::kNeverInSync, in_sync->origin(),
           fmt::format("min.insync.replicas is {}, but replicationFactor is {}: no producer with acks=all can write",
                       wanted, replicas),
           "leave it at most one below replicationFactor, so that a broker may be down")
      .resource = resource.id;
}

}  // namespace dac::kafka
