#include "providers/postgres/provider.h"

#include "providers/postgres/changes.h"
#include "providers/postgres/live.h"
#include "providers/postgres/postgres.h"
#include "providers/postgres/preview.h"
#include "providers/postgres/wanted.h"
#include "providers/relational/patience.h"
#include "schema/diag/codes/provider.h"

namespace dac::postgres {

using providers::Context;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;

providers::ProviderInfo provider_info() {
  return {.name = "postgres",
          .version = DAC_VERSION,
          .dialect = "postgres",
          .kinds = {"Table"},
          .config = config_fields(),
          .batch = 50,
          .lists = {"table"},
          .visible = std::chrono::seconds(1)};
}

PostgresProvider::PostgresProvider(Settings settings) : info_(provider_info()), settings_(std::move(settings)) {}

Result<Connection*> PostgresProvider::connect(Context& context) {
  if (!connection_ || !connection_->is_alive()) {
    auto url = providers::text_of(settings_.url, context);
    if (!url) return fail(url.error());
    auto made = Connection::open(*url, context);
    if (!made) return fail(made.error());
    connection_.emplace(std::move(*made));
  }
  connection_->set_limits({.cancelled = context.cancelled, .deadline = context.deadline});
  return &*connection_;
}

Result<std::string> PostgresProvider::identity(Context& context) {
  const auto connection = connect(context);
  if (!connection) return fail(connection.error());
  const auto rows =
      (*connection)->ask("SELECT system_identifier::text || '/' || current_database() FROM pg_control_system()");
  return rows ? Result<std::string>(rows->text(0, 0)) : fail(rows.error());
}

void PostgresProvider::check(const schema::Resource& resource, const schema::Project& /*project*/,
                             Findings& findings) const {
  if (resource.kind->name == "Table") check_table(resource, settings_.schema, findings);
}

std::vector<providers::Object> PostgresProvider::expand(const schema::Resource& resource,
                                                        const schema::Project& /*project*/) const {
  if (resource.kind->name != "Table") return {};
  return {wanted_object(resource, settings_.schema)};
}

Value PostgresProvider::canonical(const ObjectKey& /*key*/, Value fields) const { return fields; }

Result<providers::Listing> PostgresProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                                  Context& context) {
  if (kind != "table") return providers::Listing{};
  const auto connection = connect(context);
  if (!connection) return fail(connection.error());
  auto tables = list_tables(**connection, settings_.schema);
  if (!tables) return fail(tables.error());
  for (Live& table : *tables) sink(std::move(table));
  return providers::Listing{};
}

Result<std::vector<Live>> PostgresProvider::read(std::span<const ObjectKey> keys, Context& context) {
  const auto connection = connect(context);
  if (!connection) return fail(connection.error());
  return read_tables(**connection, keys, settings_.schema);
}

Findings PostgresProvider::preview(std::span<const Operation> operations, Context& context) {
  Findings findings;
  const auto connection = connect(context);
  if (!connection) {
    findings.add(to_finding(connection.error()));
    return findings;
  }
  for (const Operation& operation : operations) preview_change(**connection, operation, settings_.schema, findings);
  return findings;
}

std::vector<List> PostgresProvider::evidence(std::span<const Operation> operations, Context& context) {
  std::vector<List> facts(operations.size());
  const auto connection = connect(context);
  if (!connection) return facts;
  for (std::size_t i = 0; i < operations.size(); ++i)
    if (auto found = evidence_of(**connection, operations[i], settings_.schema)) facts[i] = std::move(*found);
  return facts;
}

std::vector<std::string> PostgresProvider::describe(const Operation& operation) const {
  return describe_change(operation, settings_.schema);
}

std::vector<providers::RiskNote> PostgresProvider::risks(const Operation& operation) const {
  return risks_of(operation);
}

void PostgresProvider::apply(std::span<const Operation> operations, const providers::OutcomeSink& sink,
                             Context& context) {
  const auto cancelled = relational::patiently(context.cancelled);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto connection = connect(context);
    if (!connection) {
      Outcome outcome;
      outcome.kind = OutcomeKind::kFailed;
      outcome.error = connection.error();
      sink(i, std::move(outcome));
      continue;
    }
    (*connection)->set_limits({.cancelled = cancelled, .deadline = {}});
    sink(i, apply_change(**connection, operations[i], settings_));
  }
}

void register_provider(providers::Registry& registry) {
  registry.add(provider_info(),
               [](const schema::Target& target, const std::string& /*root*/) -> std::unique_ptr<providers::Provider> {
                 return std::make_unique<PostgresProvider>(settings_of(target.config));
               });
}

}  // namespace dac::postgres
