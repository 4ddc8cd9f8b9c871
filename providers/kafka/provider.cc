#include "providers/kafka/provider.h"

#include <algorithm>

#include "providers/kafka/access.h"
#include "providers/kafka/settings.h"
#include "providers/kafka/topics.h"

namespace dac::kafka {

using providers::Context;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::OutcomeSink;
using providers::Presence;

providers::ProviderInfo provider_info() {
  return {.name = "kafka",
          .version = DAC_VERSION,
          .dialect = "",
          .kinds = {"Topic", "User", "Acl", "Application", "Quota"},
          .config = config_fields(),
          .batch = 10'000,  // the client cuts them into requests; the wait until all are visible is one
          .lists = {"topic", "acl", "user"},
          .visible = std::chrono::seconds(60)};
}

KafkaProvider::KafkaProvider(std::string target, Value config, std::string root)
    : info_(provider_info()), target_(std::move(target)), config_(std::move(config)), root_(std::move(root)) {}

KafkaProvider::~KafkaProvider() = default;

Result<KafkaProvider::Call> KafkaProvider::call(const Context& context) {
  if (client_ == nullptr) {
    Result<Settings> settings = read_settings(config_, root_, context);
    if (!settings) return fail(settings.error());
    auto client = Client::make(settings->properties, settings->where, std::move(settings->hidden));
    if (!client) return fail(client.error());
    client_ = std::move(*client);
  }
  Call call{.client = client_.get(), .context = context};
  call.context.deadline = deadline_of(config_, context.deadline);
  return call;
}

Result<std::string> KafkaProvider::identity(Context& context) {
  auto ready = call(context);
  if (!ready) return fail(ready.error());
  return ready->client->cluster_id(ready->context);
}

void KafkaProvider::check(const schema::Resource& resource, const schema::Project& project, Findings& findings) const {
  if (resource.kind->name == "Topic")
    check_topic(resource, findings);
  else
    check_access(resource, project, target_, findings);
}

std::vector<providers::Object> KafkaProvider::expand(const schema::Resource& resource,
                                                     const schema::Project& project) const {
  if (resource.kind->name != "Topic") return access_objects(resource, project, target_);
  return {{.key = {.kind = "topic", .name = resource.native_name()}, .fields = topic_fields(resource.spec)}};
}

Value KafkaProvider::canonical(const ObjectKey& key, Value fields) const {
  return key.kind == "topic" ? topic_fields(fields) : access_fields(key, std::move(fields));
}

Result<providers::Listing> KafkaProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                               Context& context) {
  if (std::ranges::find(info_.lists, kind) == info_.lists.end()) return providers::Listing{};
  auto ready = call(context);
  if (!ready) return fail(ready.error());
  if (kind == "topic") return list_topics(*ready->client, sink, ready->context);
  return list_access(*ready->client, kind, sink, ready->context);
}

Result<std::vector<Live>> KafkaProvider::read(std::span<const ObjectKey> keys, Context& context) {
  auto ready = call(context);
  if (!ready) return fail(ready.error());
  std::vector<std::string> names;
  std::vector<ObjectKey> others;
  for (const ObjectKey& key : keys)
    if (key.kind == "topic")
      names.push_back(key.name);
    else
      others.push_back(key);
  auto topics = read_topics(*ready->client, names, ready->context);
  if (!topics || others.empty()) return topics;
  std::vector<Live> access = read_access(*ready->client, others, ready->context);
  std::vector<Live> answers;
  answers.reserve(keys.size());
  auto topic = topics->begin();
  auto other = access.begin();
  for (const ObjectKey& key : keys) answers.push_back(std::move(key.kind == "topic" ? *topic++ : *other++));
  return answers;
}

Findings KafkaProvider::preview(std::span<const Operation> operations, Context& /*context*/) {
  return preview_access(operations);
}

std::vector<List> KafkaProvider::evidence(std::span<const Operation> operations, Context& context) {
  auto ready = call(context);
  if (!ready) return std::vector<List>(operations.size());
  return topic_evidence(*ready->client, operations, ready->context);
}

std::vector<std::string> KafkaProvider::describe(const Operation& operation) const {
  return operation.key.kind == "topic" ? describe_topic(operation) : describe_access(operation);
}

std::vector<providers::RiskNote> KafkaProvider::risks(const Operation& operation) const {
  return operation.key.kind == "topic" ? topic_risks(operation) : std::vector<providers::RiskNote>();
}

void KafkaProvider::apply(std::span<const Operation> operations, const OutcomeSink& sink, Context& context) {
  auto ready = call(context);
  if (!ready) {
    for (std::size_t i = 0; i < operations.size(); ++i)
      sink(i, {.kind = OutcomeKind::kFailed,
               .identity = {},
               .outputs = {},
               .private_part = {},
               .token = {},
               .error = ready.error()});
    return;
  }
  std::vector<Operation> topics;
  std::vector<Operation> others;
  std::vector<std::size_t> topics_at;
  std::vector<std::size_t> others_at;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const bool is_topic = operations[i].key.kind == "topic";
    (is_topic ? topics : others).push_back(operations[i]);
    (is_topic ? topics_at : others_at).push_back(i);
  }
  const auto renumbered = [&](const std::vector<std::size_t>& places) {
    return [&](std::size_t index, Outcome outcome) { sink(places[index], std::move(outcome)); };
  };
  if (!topics.empty()) apply_topics(*ready->client, topics, renumbered(topics_at), ready->context);
  if (!others.empty()) apply_access(*ready->client, others, renumbered(others_at), ready->context);
}

}  // namespace dac::kafka
