#include "providers/schema_registry/provider.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/http/target.h"
#include "providers/schema_registry/api.h"
#include "providers/schema_registry/changes.h"
#include "providers/schema_registry/live.h"
#include "providers/schema_registry/preview.h"
#include "providers/schema_registry/schema_registry.h"
#include "schema/evolve/record_schema.h"
#include "schema/kind/field.h"

namespace dac::schema_registry {
namespace {

using providers::Context;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;

constexpr std::size_t kPage = 200;  // subjects of a list that are read together

constexpr auto kConfig = http::with_common_fields(schema::Field{
    .name = "url",
    .type = {.kind = schema::TypeKind::kString},
    .doc = "Where the registry answers, with its path: https://registry.example, http://host:8080/apis/ccompat/v7.",
    .required = true});

/// The ids of the clusters behind a Confluent registry: "schema-registry@lkc-abc".
std::string cluster_of(const Value& body) {
  const Value* scope = body.get("scope");
  const Value* clusters = scope == nullptr ? nullptr : scope->get("clusters");
  if (clusters == nullptr) return body.get_string("id");
  const std::string registry = clusters->get_string("schema-registry-cluster");
  const std::string kafka = clusters->get_string("kafka-cluster");
  return kafka.empty() ? registry : registry + "@" + kafka;
}

}  // namespace

providers::ProviderInfo provider_info() {
  return {.name = "schema-registry",
          .version = DAC_VERSION,
          .dialect = "",
          .kinds = {"Schema"},
          .config = kConfig,
          .batch = 200,
          .lists = {"subject"},
          .soft_deletes = true};
}

RegistryProvider::RegistryProvider(http::Settings settings) : info_(provider_info()), client_(std::move(settings)) {}

/// What Confluent's registries say of themselves; others have no id, so that their address stands for one.
Result<std::string> RegistryProvider::identity(Context& context) {
  const auto answer = client_.send(get("/v1/metadata/id"), context);
  if (!answer) return fail(answer.error());
  if (answer->status == 200)
    if (const auto body = body_of(answer); body && !cluster_of(*body).empty()) return cluster_of(*body);
  return client_.url();
}

void RegistryProvider::check(const schema::Resource& /*resource*/, const schema::Project& /*project*/,
                             Findings& /*findings*/) const {}

std::vector<providers::Object> RegistryProvider::expand(const schema::Resource& resource,
                                                        const schema::Project& project) const {
  if (wanted_ == nullptr || !wanted_->is_of(project)) wanted_ = std::make_unique<Wanted>(project);
  return wanted_->objects(resource);
}

Value RegistryProvider::canonical(const ObjectKey& /*key*/, Value fields) const {
  Map* map = fields.as_map();
  Value* text = map == nullptr ? nullptr : map->find("schema");
  if (text != nullptr && text->as_string() != nullptr)
    *text = Value(schema::canonical_schema(fields.get_string("format", "avro"), *text->as_string()), text->origin());
  return fields;
}

Result<providers::Listing> RegistryProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                                  Context& context) {
  providers::Listing listing;
  if (kind != "subject") return listing;
  const auto body = body_of(client_.send(get("/subjects"), context));
  if (!body) return fail(body.error());
  std::vector<ObjectKey> keys;
  if (const List* names = body->as_list())
    for (const Value& name : *names)
      if (name.as_string() != nullptr) keys.push_back({"subject", *name.as_string()});
  std::sort(keys.begin(), keys.end());
  for (std::size_t at = 0; at < keys.size(); at += kPage) {
    auto live = read(std::span(keys).subspan(at, std::min(kPage, keys.size() - at)), context);
    if (!live) return fail(live.error());
    for (Live& item : *live)
      if (item.presence != providers::Presence::kAbsent) sink(std::move(item));
  }
  return listing;
}

Result<std::vector<Live>> RegistryProvider::read(std::span<const ObjectKey> keys, Context& context) {
  return Reader(client_, bulk_, context).read(keys);
}

Findings RegistryProvider::preview(std::span<const Operation> operations, Context& context) {
  return preview_changes(client_, operations, context);
}

std::vector<List> RegistryProvider::evidence(std::span<const Operation> operations, Context& context) {
  return evidence_of(client_, operations, context);
}

std::vector<std::string> RegistryProvider::describe(const Operation& operation) const {
  return describe_change(operation);
}

std::vector<providers::RiskNote> RegistryProvider::risks(const Operation& operation) const {
  return risks_of(operation);
}

void RegistryProvider::apply(std::span<const Operation> operations, const providers::OutcomeSink& sink,
                             Context& context) {
  apply_changes(client_, operations, sink, context);
}

void register_provider(providers::Registry& registry) {
  registry.add(provider_info(),
               [](const schema::Target& target, const std::string& root) -> std::unique_ptr<providers::Provider> {
                 return std::make_unique<RegistryProvider>(http::settings_of(target.config, root));
               });
}

}  // namespace dac::schema_registry
