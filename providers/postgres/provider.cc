#include "providers/postgres/provider.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/postgres/changes.h"
#include "providers/postgres/endpoint_sql.h"
#include "providers/postgres/endpoints.h"
#include "providers/postgres/live.h"
#include "providers/postgres/look.h"
#include "providers/postgres/postgres.h"
#include "providers/postgres/preview.h"
#include "providers/postgres/wanted.h"
#include "providers/relational/applied.h"
#include "providers/relational/patience.h"
#include "schema/base/text.h"
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
          .kinds = {"Table", "Endpoint"},
          .config = config_fields(),
          .batch = 50,
          .lists = {"table", "endpoint"},
          .visible = std::chrono::seconds(1)};
}

PostgresProvider::PostgresProvider(std::string target, Settings settings)
    : info_(provider_info()),
      target_(std::move(target)),
      settings_(std::move(settings)),
      data_plane_([this](Context& context) { return connect(context); }) {}

PostgresProvider::~PostgresProvider() = default;

const Wanted& PostgresProvider::wanted(const schema::Project& project) const {
  if (wanted_ == nullptr || !wanted_->is_of(project))
    wanted_ = std::make_unique<Wanted>(project, target_, settings_.schema);
  return *wanted_;
}

Result<Connection*> PostgresProvider::connect(Context& context) {
  if (!connection_ || !connection_->is_alive()) {
    auto url = providers::text_of(settings_.url, context);
    if (!url) return fail(url.error());
    auto made = Connection::open(*url, context);
    if (!made) return fail(made.error());
    connection_.emplace(std::move(*made));
  }
  const auto never = [] { return false; };
  connection_->set_limits({.cancelled = context.ends_calls ? never : context.cancelled, .deadline = context.deadline});
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
  check_resource(resource, settings_.schema, findings);
}

std::vector<providers::Object> PostgresProvider::expand(const schema::Resource& resource,
                                                        const schema::Project& project) const {
  return {wanted(project).object(resource)};
}

Value PostgresProvider::canonical(const ObjectKey& /*key*/, Value fields) const { return fields; }

Result<providers::Listing> PostgresProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                                  Context& context) {
  const auto connection = connect(context);
  if (!connection) return fail(connection.error());
  auto all = kind == "table" ? list_tables(**connection, settings_.schema) : list_endpoints(**connection);
  if (!all) return fail(all.error());
  for (Live& live : *all) sink(std::move(live));
  return providers::Listing{};
}

Result<std::vector<Live>> PostgresProvider::read(std::span<const ObjectKey> keys, Context& context) {
  const auto connection = connect(context);
  if (!connection) return fail(connection.error());
  const auto is_endpoint = [](const ObjectKey& key) { return key.kind == "endpoint"; };
  std::vector<ObjectKey> tables;
  std::vector<ObjectKey> functions;
  for (const ObjectKey& key : keys) (is_endpoint(key) ? functions : tables).push_back(key);
  auto found = tables.empty() ? std::vector<Live>() : read_tables(**connection, tables, settings_.schema);
  auto called = functions.empty() ? std::vector<Live>() : read_endpoints(**connection, functions);
  if (!found) return fail(found.error());
  if (!called) return fail(called.error());
  std::vector<Live> all;
  auto table = found->begin();
  auto function = called->begin();
  for (const ObjectKey& key : keys) all.push_back(std::move(is_endpoint(key) ? *function++ : *table++));
  return all;
}

Findings PostgresProvider::preview(std::span<const Operation> operations, Context& context) {
  Findings findings;
  const auto connection = connect(context);
  if (!connection) {
    findings.add(to_finding(connection.error()));
    return findings;
  }
  const bool makes_tables =
      std::ranges::any_of(operations, [](const Operation& operation) { return operation.key.kind == "table"; });
  for (const Operation& operation : operations) {
    if (operation.key.kind == "table")
      preview_change(**connection, operation, settings_.schema, findings);
    else if (operation.action != providers::Action::kDelete)
      preview_endpoint(**connection, operation, makes_tables, findings);
  }
  return findings;
}

void PostgresProvider::preview_endpoint(Connection& connection, const Operation& operation, bool makes_tables,
                                        Findings& findings) const {
  const Value fields = relational::merged_fields(operation.before, operation.after);
  const auto place = [&](std::size_t position) {
    const Value* sql = operation.after.get("sql");
    return wanted_ != nullptr ? wanted_->place_of(operation.resource, endpoint_query(fields), position)
           : sql == nullptr   ? Origin()
                              : sql->origin();
  };
  if (const auto refusal = refusal_of_sql(connection, fields)) {
    // A table or a column that this very plan makes is not there yet: then the apply says what the preview cannot.
    if (makes_tables && (refusal->state == "42P01" || refusal->state == "42703")) return;
    findings
        .add(codes::kPostgresRefused, place(refusal->position), "PostgreSQL refuses: " + refusal->message,
             refusal->hint)
        .resource = operation.resource;
    return;
  }
  const std::vector<std::string> scanned = scanned_tables(connection, fields);
  if (!scanned.empty())
    findings
        .add(codes::kSequentialScan, place(0),
             fmt::format("each call of {} reads all rows of {}", operation.resource, join(scanned, ", ")),
             "add an index over the columns of its conditions, or read a smaller table")
        .resource = operation.resource;
}

std::vector<List> PostgresProvider::evidence(std::span<const Operation> operations, Context& context) {
  std::vector<List> facts(operations.size());
  const auto connection = connect(context);
  if (!connection) return facts;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].key.kind != "table") continue;
    if (auto found = evidence_of(**connection, operations[i], settings_.schema)) facts[i] = std::move(*found);
  }
  return facts;
}

std::vector<std::string> PostgresProvider::describe(const Operation& operation) const {
  return describe_change(operation, settings_);
}

std::vector<providers::RiskNote> PostgresProvider::risks(const Operation& operation) const {
  return risks_of(operation);
}

void PostgresProvider::apply(std::span<const Operation> operations, const providers::OutcomeSink& sink,
                             Context& context) {
  const auto cancelled = relational::patiently(context.cancelled);
  std::optional<Error> absent;  // a server that is not there is looked for once, not by each step
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Result<Connection*> connection = absent ? fail(*absent) : connect(context);
    if (!connection) {
      absent = connection.error();
      Outcome outcome;
      outcome.kind = OutcomeKind::kFailed;
      outcome.error = *absent;
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
                 return std::make_unique<PostgresProvider>(target.name, settings_of(target.config));
               });
}

}  // namespace dac::postgres
