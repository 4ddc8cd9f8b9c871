#include "providers/connect/provider.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/connect/batch.h"
#include "providers/connect/changes.h"
#include "providers/connect/config.h"
#include "providers/connect/connect.h"
#include "providers/connect/live.h"
#include "providers/connect/preview.h"
#include "providers/connect/settings.h"
#include "providers/http/target.h"
#include "schema/diag/codes/provider.h"

namespace dac::connect {

using providers::Context;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;

namespace {

/// Names go into paths of URLs, which servers and what stands before them read in their own ways.
bool is_connector_name(std::string_view name) {
  const bool is_dots = name == "." || name == "..";
  return !name.empty() && !is_dots && name.front() != ' ' && name.back() != ' ' &&
         std::ranges::none_of(
             name, [](unsigned char c) { return c < ' ' || c == 0x7f || c == '/' || c == '\\' || c == '%'; });
}

}  // namespace

providers::ProviderInfo provider_info() {
  return {.name = "kafka-connect",
          .version = DAC_VERSION,
          .dialect = "",
          .kinds = {"Connector"},
          .config = config_fields(),
          .batch = 100,
          .lists = {"connector"},
          .visible = std::chrono::seconds(30),
          .soft_deletes = true};
}

ConnectProvider::ConnectProvider(http::Settings settings, std::chrono::milliseconds start_timeout)
    : info_(provider_info()), client_(std::move(settings)), start_timeout_(start_timeout) {}

Worker ConnectProvider::reader(Context& context) { return {client_, context.deadline, Waits::kRebalance, context}; }

/// Workers have no id of their own cluster, only that of Kafka's, where many of them may live: so their address is a
/// part of it.
Result<std::string> ConnectProvider::identity(Context& context) {
  const auto answer = reader(context).ask(get("/"));
  if (!answer) return fail(answer.error());
  const std::string kafka = *answer ? (*answer)->get_string("kafka_cluster_id") : std::string();
  if (kafka.empty())
    return fail(ErrorKind::kInvalid, codes::kBadAnswer, "the worker's answer is not understood: no kafka_cluster_id",
                "does the url name a Kafka Connect worker?");
  return kafka + "@" + client_.url();
}

void ConnectProvider::check(const schema::Resource& resource, const schema::Project& /*project*/,
                            Findings& findings) const {
  if (const std::string name = resource.native_name(); !is_connector_name(name)) {
    const Value* place = resource.spec.get("name");
    findings
        .add(codes::kConnectorInvalid, place == nullptr ? resource.origin : place->origin(),
             fmt::format("'{}' is no name that a worker can be asked for", name),
             "it has no slash, backslash, percent or control character, no blank at an end, and is not . or ..")
        .resource = resource.id;
  }
  const Value* config = resource.spec.get("config");
  if (config == nullptr || config->as_map() == nullptr) return;
  for (const auto& [name, value] : *config->as_map())
    if (is_password({}, name) && is_literal(value)) {
      Finding& found =
          findings.add(codes::kLiteralPassword, value.origin(), fmt::format("'{}' looks like a password", name),
                       "write ${secret.NAME}, or what the workers fill in themselves: $${file:PATH:KEY}");
      found.resource = resource.id;
      found.quotes_source = false;
    }
}

std::vector<providers::Object> ConnectProvider::expand(const schema::Resource& resource,
                                                       const schema::Project& /*project*/) const {
  return {{.key = {.kind = "connector", .name = resource.native_name()}, .fields = canonical_fields(resource.spec)}};
}

Value ConnectProvider::canonical(const ObjectKey& /*key*/, Value fields) const { return canonical_fields(fields); }

Result<providers::Listing> ConnectProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                                 Context& context) {
  if (kind != "connector") return providers::Listing{};
  Worker worker = reader(context);
  return list_connectors(sink, worker);
}

Result<std::vector<Live>> ConnectProvider::read(std::span<const ObjectKey> keys, Context& context) {
  Worker worker = reader(context);
  return read_connectors(keys, worker);
}

Findings ConnectProvider::preview(std::span<const Operation> operations, Context& context) {
  Worker worker = reader(context);
  return preview_changes(operations, plugins_, worker);
}

std::vector<List> ConnectProvider::evidence(std::span<const Operation> operations, Context& context) {
  Worker worker = reader(context);
  return evidence_of(operations, plugins_, worker);
}

std::vector<std::string> ConnectProvider::describe(const Operation& operation) const {
  return describe_change(operation);
}

std::vector<providers::RiskNote> ConnectProvider::risks(const Operation& operation) const {
  return risks_of(operation);
}

std::vector<std::vector<std::string>> ConnectProvider::public_entries(std::span<const providers::Object> objects,
                                                                      Context& context) {
  Worker worker = reader(context);
  std::vector<std::vector<std::string>> all;
  for (const providers::Object& object : objects) {
    const Definitions& definitions = plugins_.definitions(object.fields.get_string("class"), worker);
    std::vector<std::string>& names = all.emplace_back();
    const Value* config = object.fields.get("config");
    if (config == nullptr || config->as_map() == nullptr) continue;
    for (const auto& [name, value] : *config->as_map())
      if (is_public(definitions, name, value)) names.push_back(name);
    std::sort(names.begin(), names.end());
  }
  return all;
}

void ConnectProvider::apply(std::span<const Operation> operations, const providers::OutcomeSink& sink,
                            Context& context) {
  Worker worker(client_, start_timeout_, Waits::kOutage, context);
  apply_changes(operations, sink, plugins_, worker);
}

void register_provider(providers::Registry& registry) {
  registry.add(provider_info(),
               [](const schema::Target& target, const std::string& root) -> std::unique_ptr<providers::Provider> {
                 http::Settings settings = http::settings_of(target.config, root);
                 settings.mistakes_are_500 = true;
                 return std::make_unique<ConnectProvider>(std::move(settings), start_timeout(target.config));
               });
}

}  // namespace dac::connect
