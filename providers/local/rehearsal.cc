#include "providers/local/rehearsal.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "providers/local/affected.h"
#include "providers/local/catalogue.h"
#include "providers/local/changes.h"
#include "providers/local/duckdb/appender.h"
#include "providers/local/duckdb/watch.h"
#include "providers/local/live_tables.h"
#include "providers/local/stream/engine.h"
#include "providers/local/stream/fit.h"
#include "providers/local/stream/live.h"
#include "providers/local/table_sql.h"
#include "providers/relational/applied.h"
#include "providers/relational/table_fields.h"
#include "schema/base/os/process.h"
#include "schema/diag/codes/language.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::Operation;

// What is needed first comes first; schemas are judged by the registry's own preview.
constexpr std::array<std::string_view, 5> kOrder = {"schema", "topic", "table", "pipeline", "endpoint"};

constexpr std::uint64_t kMemory = 1ULL << 30U;

bool is_change(const Operation& operation) {
  return operation.action == Action::kCreate || operation.action == Action::kUpdate ||
         operation.action == Action::kReplace;
}

bool holds_sql(const Operation& operation) {
  return is_change(operation) && (operation.key.kind == "pipeline" || operation.key.kind == "endpoint");
}

/// Schemas and topics as rows, tables without theirs; but not what the changes make anew.
Result<> copy_platform(Connection& live, Connection& stage, const std::set<providers::ObjectKey>& changed) {
  auto appender = Appender::make(stage, "dac", "objects");
  if (!appender) return fail(appender.error());
  for (const std::string_view kind : {"schema", "topic"}) {
    auto rows = read_objects(live, kind);
    if (!rows) return fail(rows.error());
    for (const ObjectRow& row : *rows)
      if (!changed.contains({std::string(kind), row.name}))
        DAC_TRY(appender->append(List{kind, row.name, row.id, to_json(row.fields)}));
  }
  DAC_TRY(appender->flush());
  auto tables = read_tables(live);
  if (!tables) return fail(tables.error());
  for (const auto& [name, fields] : *tables) {
    if (changed.contains({"table", name})) continue;
    for (const std::string& statement : create_table_sql(name, fields)) static_cast<void>(stage.run(statement));
  }
  return {};
}

/// The whole object as it will be, made from nothing.
Operation as_create(const Operation& operation) {
  Operation made = operation;
  made.action = Action::kCreate;
  made.identity.clear();
  if (operation.action == Action::kUpdate)
    made.after = operation.key.kind == "table" ? relational::merged_table(operation.before, operation.after)
                                               : relational::merged_fields(operation.before, operation.after);
  return made;
}

/// How what went wrong is told.
struct Say {
  const Watch& watch;
  const Author& author;
  Findings& findings;
};

Finding& report(const Operation& operation, const Error& error, const Say& say) {
  const Origin place = operation.after.get("sql") == nullptr ? Origin() : say.author.place(operation, error.message);
  Finding& finding = say.findings.add(error.code, place, error.message, error.help);
  finding.resource = operation.resource;
  return finding;
}

Error too_late() {
  return {.kind = ErrorKind::kTimeout,
          .code = codes::kEngineLimit,
          .message = "the embedded engine was not done with looking at it in time",
          .help = "let the SQL compute less before it reads a row"};
}

Result<stream::Plan> plan_on(Connection& stage, const stream::Pipeline& pipeline) {
  return stream::make_plan(stage, pipeline, [&](const std::string& name) { return stream::find_live(stage, name); });
}

const List& columns_of(const Operation& operation) {
  static const List kNone;
  const Value* columns = operation.after.get("columns");
  return columns == nullptr || columns->as_list() == nullptr ? kNone : *columns->as_list();
}

bool holds_native(const Operation& operation) {
  const List& columns = columns_of(operation);
  return is_change(operation) && operation.key.kind == "table" &&
         std::any_of(columns.begin(), columns.end(),
                     [](const Value& column) { return !column.get_string("native").empty(); });
}

/// Column types in the engine's own words are words that it knows.
void check_native(Connection& stage, const Operation& operation, Findings& findings) {
  for (const Value& column : columns_of(operation)) {
    const std::string type = column.get_string("native");
    if (type.empty() || stage.prepare("SELECT CAST(NULL AS " + type + "\n)")) continue;
    findings
        .add(codes::kBadColumnType, column.get("native")->origin(),
             fmt::format("'{}' of column {} is no type of the embedded engine", type, column.get_string("name")),
             "native takes a type of DuckDB such as UINTEGER, ENUM('a', 'b') or STRUCT(x DOUBLE)")
        .resource = operation.resource;
  }
}

/// What runs, but not quite as one may think.
void tell_way(Connection& stage, const Operation& operation, const Say& say) {
  const stream::Pipeline pipeline = stream::pipeline_of(operation.key.name, operation.after);
  const auto plan = plan_on(stage, pipeline);
  if (!plan) return;
  const Value* sql = operation.after.get("sql");
  const Origin origin = sql == nullptr ? Origin() : sql->origin();
  if (!pipeline.batch && plan->query.way == stream::Way::kRecompute)
    say.findings.add(codes::kPipelineRecomputes, origin, stream::in_words(plan->query)).resource = operation.resource;
  const auto misfits = stream::find_misfits(stage, *plan);
  if (!misfits) return;
  for (const stream::Misfit& misfit : *misfits) {
    const std::string message = fmt::format("its answer has a column '{}' of type {}, which is rounded to {} of {}",
                                            misfit.column, misfit.from, misfit.to, plan->target.name);
    say.findings
        .add(codes::kNarrowedColumn, say.author.place(operation, message), message,
             "where it is meant, write CAST or round; else give the column the wider type")
        .resource = operation.resource;
  }
}

/// Nothing, or why the engine would not have it.
Result<> try_out(Connection& stage, const Operation& made, const Watch& watch) {
  Changes changes(stage);
  const auto done = stage.transaction([&]() -> Result<> {
    auto identity = changes.carry_out(made);
    return identity ? changes.finish() : fail(identity.error());
  });
  return !done && watch.is_late() ? fail(too_late()) : done;
}

void play(Connection& stage, const Operation& operation, const Say& say) {
  const Operation made = as_create(operation);
  const auto done = try_out(stage, made, say.watch);
  if (operation.key.kind == "schema" || operation.key.kind == "topic") return;
  if (!done)
    report(operation, done.error(), say);
  else if (operation.key.kind == "pipeline")
    tell_way(stage, made, say);
}

/// A pipeline that stays as it is fills what is new in its table.
void tell_refill(Connection& stage, const Affected& affected, const Operation& made, const Say& say) {
  if (affected.fills == nullptr) return;
  const stream::Pipeline pipeline = stream::pipeline_of(made.key.name, made.after);
  const stream::Altered altered = altered_table(affected.fills->before, affected.fills->after);
  const auto plan = plan_on(stage, pipeline);
  if (pipeline.batch || !plan || !stream::fills(*plan, altered)) return;
  const Value* columns = affected.fills->after.get("columns");
  say.findings
      .add(codes::kRecomputed, columns == nullptr ? Origin() : columns->origin(),
           fmt::format("{} is computed again over all events, for {} which it writes changes its form",
                       made.resource.empty() ? made.key.kind + "/" + made.key.name : made.resource,
                       affected.fills->resource),
           plan->target.primary_key.empty()
               ? "the table has no primaryKey: it then holds just the new answers of those who write it"
               : "nothing has to be done: rows that it wrote are filled again, others stay")
      .resource = affected.fills->resource;
}

/// What the files leave as it is meets what the changes made of its relations.
void play_again(Connection& stage, const Affected& affected, const Say& say) {
  const Operation made{.action = Action::kCreate,
                       .key = affected.key,
                       .resource = say.author.resource(affected.key),
                       .identity = {},
                       .before = {},
                       .after = affected.fields,
                       .private_part = {}};
  const auto done = try_out(stage, made, say.watch);
  if (done) return tell_refill(stage, affected, made, say);
  Finding& finding = report(made, done.error(), say);
  finding.notes.push_back({.text = affected.why});
  if (!made.resource.empty()) return;
  finding.severity = Severity::Warning;
  finding.resource = affected.key.kind + "/" + affected.key.name;
}

}  // namespace

Findings rehearse(Connection* live, std::span<const Operation> operations, const providers::Context& context,
                  const Author& author) {
  Findings findings;
  std::vector<Affected> affected;
  if (live != nullptr)
    if (auto met = affected_by(*live, operations); met) affected = std::move(*met);
  const bool natives = std::any_of(operations.begin(), operations.end(), holds_native);
  if (affected.empty() && !natives && std::none_of(operations.begin(), operations.end(), holds_sql)) return findings;
  auto database = Database::open(":memory:");
  if (!database) return findings;  // whoever opens the platform's file says why
  auto stage = database->connect();
  if (!stage || !make_catalogue(*stage)) return findings;
  std::set<providers::ObjectKey> changed;
  for (const Operation& operation : operations) changed.insert(operation.key);
  if (live != nullptr && !copy_platform(*live, *stage, changed)) return findings;
  if (!stage->compute_no_constants()) return findings;
  // A constant below a function is computed as soon as it is seen, deaf to interrupts: so it must not be long.
  os::limit_memory_growth(kMemory);
  const Watch watch(*stage, context.cancelled, context.deadline);
  for (const Operation& operation : operations)
    if (holds_native(operation)) check_native(*stage, operation, findings);
  if (findings.has_errors()) return findings;  // what reads or writes such a table fails for that alone
  const Say say{watch, author, findings};
  for (const std::string_view kind : kOrder)
    for (const Operation& operation : operations)
      if (operation.key.kind == kind && is_change(operation)) play(*stage, operation, say);
  for (const Affected& one : affected) play_again(*stage, one, say);
  return findings;
}

}  // namespace dac::local
