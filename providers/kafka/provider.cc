#include "providers/kafka/provider.h"

#include "providers/kafka/settings.h"
#include "providers/kafka/topics.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"

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
          .kinds = {"Topic"},
          .config = config_fields(),
          .batch = 1000,
          .has_data_plane = false,
          .lists = {"topic"},
          .visible = std::chrono::seconds(60)};
}

KafkaProvider::KafkaProvider(Value config, std::string root)
    : info_(provider_info()), config_(std::move(config)), root_(std::move(root)) {}

KafkaProvider::~KafkaProvider() = default;

Result<KafkaProvider::Call> KafkaProvider::call(const Context& context) {
  if (client_ == nullptr) {
    Result<Settings> settings = read_settings(config_, root_, context);
    if (!settings) return fail(settings.error());
    auto client = Client::make(settings->properties, settings->where);
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

void KafkaProvider::check(const schema::Resource& resource, const schema::Project& /*project*/,
                          Findings& findings) const {
  if (resource.kind->name == "Topic") check_topic(resource, findings);
}

std::vector<providers::Object> KafkaProvider::expand(const schema::Resource& resource,
                                                     const schema::Project& /*project*/) const {
  return {{.key = {.kind = "topic", .name = resource.native_name()}, .fields = topic_fields(resource.spec)}};
}

Value KafkaProvider::canonical(const ObjectKey& /*key*/, Value fields) const { return topic_fields(fields); }

Result<providers::Listing> KafkaProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                               Context& context) {
  if (to_lower(kind) != "topic") return providers::Listing{};
  auto ready = call(context);
  if (!ready) return fail(ready.error());
  return list_topics(*ready->client, sink, ready->context);
}

Result<std::vector<Live>> KafkaProvider::read(std::span<const ObjectKey> keys, Context& context) {
  auto ready = call(context);
  if (!ready) return fail(ready.error());
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const ObjectKey& key : keys)
    if (key.kind == "topic") names.push_back(key.name);
  auto topics = read_topics(*ready->client, names, ready->context);
  if (!topics) return fail(topics.error());
  if (topics->size() == keys.size()) return topics;
  std::vector<Live> answers;
  answers.reserve(keys.size());
  auto next = topics->begin();
  for (const ObjectKey& key : keys)
    answers.push_back(key.kind == "topic"
                          ? std::move(*next++)
                          : Live{.key = key, .identity = {}, .fields = {}, .why = "kafka has no " + key.kind});
  return answers;
}

Findings KafkaProvider::preview(std::span<const Operation> /*operations*/, Context& /*context*/) { return {}; }

std::vector<List> KafkaProvider::evidence(std::span<const Operation> operations, Context& context) {
  auto ready = call(context);
  if (!ready) return std::vector<List>(operations.size());
  return topic_evidence(*ready->client, operations, ready->context);
}

std::vector<std::string> KafkaProvider::describe(const Operation& operation) const { return describe_topic(operation); }

std::vector<providers::RiskNote> KafkaProvider::risks(const Operation& operation) const {
  return topic_risks(operation);
}

void KafkaProvider::apply(std::span<const Operation> operations, const OutcomeSink& sink, Context& context) {
  auto ready = call(context);
  if (ready) return apply_topics(*ready->client, operations, sink, ready->context);
  for (std::size_t i = 0; i < operations.size(); ++i)
    sink(i, {.kind = OutcomeKind::kFailed,
             .identity = {},
             .outputs = {},
             .private_part = {},
             .token = {},
             .error = ready.error()});
}

Outcome KafkaProvider::resume(const std::string& /*token*/, Context& /*context*/) {
  return {.kind = OutcomeKind::kFailed,
          .identity = {},
          .outputs = {},
          .private_part = {},
          .token = {},
          .error = {.kind = ErrorKind::kInvalid, .code = codes::kFailed, .message = "kafka leaves nothing pending"}};
}

}  // namespace dac::kafka
