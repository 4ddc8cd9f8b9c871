#include "providers/local/changes.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/local/catalogue.h"
#include "providers/local/duckdb/appender.h"
#include "providers/local/live_tables.h"
#include "providers/local/log_table.h"
#include "providers/local/stream/engine.h"
#include "providers/local/stream/streams.h"
#include "providers/local/subjects.h"
#include "providers/local/table_sql.h"
#include "providers/relational/applied.h"
#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"
#include "schema/kind/field.h"
#include "schema/sql/statement.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::Operation;

/// The documented defaults act when a thing is made.
Value with_defaults(std::string_view kind_name, const Value& fields) {
  const schema::Kind* kind = schema::find_kind_lower(kind_name);
  Map whole;
  if (fields.as_map() != nullptr) whole = *fields.as_map();
  for (const schema::Field& field : kind == nullptr ? std::span<const schema::Field>() : kind->fields) {
    if (field.fallback.empty() || whole.find(field.name) != nullptr) continue;
    if (field.type.kind == schema::TypeKind::kInteger)
      whole.set(std::string(field.name), parse_integer(field.fallback).value_or(0));
    else
      whole.set(std::string(field.name), field.fallback);
  }
  return whole;
}

Result<> run_all(Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) DAC_TRY(connection.run(statement));
  return {};
}

/// The fields of a Table that the engine does not keep.
Value table_row_fields(const Value& fields) {
  Map kept;
  for (const std::string_view name : {"orderBy", "partitionBy", "ttl", "engine"})
    if (const Value* value = fields.get(name); value != nullptr && !value->is_null())
      kept.set(std::string(name), *value);
  return kept;
}

Result<> check_partitions(const ObjectRow& row, const Value& after) {
  const std::int64_t has = row.fields.get_int("partitions", 1);
  const std::int64_t wanted = after.get_int("partitions", has);
  if (wanted >= has) return {};
  return fail(ErrorKind::kInvalid, codes::kEngineRefused,
              fmt::format("topic '{}' has {} partitions and cannot shrink to {}", row.name, has, wanted),
              "a smaller topic needs a new name and a Pipeline that copies the data");
}

/// SQL that means the same stays the text that runs: nothing has to be computed again.
void keep_same_sql(const Value& before, Value& fields) {
  const std::string was = before.get_string("sql");
  if (schema::canonical_sql(was) == schema::canonical_sql(fields.get_string("sql"))) fields.as_map()->set("sql", was);
}

}  // namespace

Result<bool> Changes::has_streams() {
  if (has_streams_) return *has_streams_;
  auto table = connection_.query("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'dac' AND table_name = 'streams'");
  if (!table) return fail(table.error());
  has_streams_ = table->next();
  return *has_streams_;
}

Result<> Changes::finish() {
  if (held_back_.empty()) return {};
  auto appender = Appender::make(connection_, "dac", "objects");
  if (!appender) return fail(appender.error());
  for (const auto& [kind, row] : held_back_)
    DAC_TRY(appender->append(List{kind, row.name, row.id, to_json(row.fields)}));
  held_back_.clear();
  return appender->flush();
}

Result<> Changes::refuse_second(const std::string& kind, const std::string& name) {
  auto known = known_.find(kind);
  if (known == known_.end()) {
    DAC_TRY(finish());
    auto names = connection_.query("SELECT name FROM dac.objects WHERE kind = $1", {kind});
    if (!names) return fail(names.error());
    known = known_.emplace(kind, std::set<std::string>()).first;
    while (names->next()) known->second.emplace(names->text(0));
  }
  if (known->second.insert(name).second) return {};
  return fail(ErrorKind::kConflict, codes::kObjectChanged,
              kind + " '" + name + "' is there already: someone made it since it was read", "plan again");
}

/// A relation that was gone is made again: pipelines that read it or fill it start over.
Result<> Changes::tell_streams(const std::string& relation) {
  auto streams = has_streams();
  if (!streams) return fail(streams.error());
  if (!*streams) return {};
  DAC_TRY(finish());
  DAC_TRY(stream::relation_replaced(connection_, relation));
  auto known = stream::read_streams(connection_);
  if (!known) return fail(known.error());
  for (const stream::Stream& one : *known) {
    if (!equal_ignoring_case(one.pipeline.into, relation)) continue;
    DAC_TRY(stream::set_stale(connection_, one.pipeline.name));
    const Result<> started = stream::start_pipeline(connection_, one.pipeline);
    // What it reads may still have to be made; it stays marked, and is computed when that happens.
    if (!started && started.error().kind != ErrorKind::kNotFound) return started;
  }
  return {};
}

Result<ObjectRow> Changes::find(const Operation& operation) {
  auto row = find_object(connection_, operation.key.kind, operation.key.name);
  if (!row) return fail(row.error());
  const std::string what = operation.key.kind + " '" + operation.key.name + "'";
  if (!*row) {
    // A table may be there without a row: somebody else made it, and dac adopted it.
    if (operation.key.kind == "table") return ObjectRow{.name = operation.key.name, .id = {}, .fields = Map()};
    return fail(ErrorKind::kNotFound, codes::kObjectChanged, what + " is gone since it was read", "plan again");
  }
  if (!operation.identity.empty() && (*row)->id != operation.identity)
    return fail(ErrorKind::kConflict, codes::kObjectChanged, what + " was made again by someone else since it was read",
                "plan again");
  return std::move(**row);
}

Result<> Changes::create(const Operation& operation, ObjectRow& row) {
  const std::string& kind = operation.key.kind;
  if (kind != "table") DAC_TRY(refuse_second(kind, row.name));
  row.fields = with_defaults(kind, operation.after);
  row.id = os::random_hex(16);
  if (kind == "topic" || kind == "application") {
    held_back_.emplace_back(kind, row);
    return kind == "topic" ? tell_streams(row.name) : Result<>();
  }
  DAC_TRY(finish());
  if (kind == "table") {
    DAC_TRY(run_all(connection_, create_table_sql(row.name, row.fields)));
    row.fields = table_row_fields(row.fields);
  }
  if (kind == "schema") DAC_TRY(register_schema(connection_, row.fields));
  if (kind == "endpoint") DAC_TRY(prepare_endpoint(connection_, row.fields));
  DAC_TRY(put_object(connection_, kind, row));
  if (kind == "table") return tell_streams(row.name);
  if (kind != "pipeline") return {};
  has_streams_ = true;
  return stream::start_pipeline(connection_, stream::pipeline_of(row.name, row.fields));
}

Result<> Changes::update_table(const Operation& operation, ObjectRow& row) {
  auto tables = read_tables(connection_);
  if (!tables) return fail(tables.error());
  const auto live = tables->find(row.name);
  if (live == tables->end())
    return fail(ErrorKind::kConflict, codes::kObjectChanged, "table '" + row.name + "' is gone since it was read",
                "plan again");
  DAC_TRY(run_all(connection_, alter_table_sql(row.name, live->second, operation.after)));
  row.fields = relational::merged_fields(row.fields, table_row_fields(operation.after));
  DAC_TRY(put_object(connection_, "table", row));
  const stream::Altered altered = altered_table(live->second, operation.after);
  auto streams = has_streams();
  if (!streams) return fail(streams.error());
  if (!*streams || (altered.columns.empty() && !altered.key)) return {};
  return stream::relation_altered(connection_, row.name, altered);
}

Result<> Changes::update(const Operation& operation, ObjectRow& row) {
  const std::string& kind = operation.key.kind;
  if (kind == "table") return update_table(operation, row);
  if (kind == "topic") DAC_TRY(check_partitions(row, operation.after));
  Value fields = relational::merged_fields(row.fields, operation.after);
  if (kind == "pipeline") keep_same_sql(row.fields, fields);
  row.fields = std::move(fields);
  if (kind == "schema") DAC_TRY(register_schema(connection_, row.fields));
  if (kind == "endpoint") DAC_TRY(prepare_endpoint(connection_, row.fields));
  DAC_TRY(put_object(connection_, kind, row));
  if (kind == "pipeline") return stream::start_pipeline(connection_, stream::pipeline_of(row.name, row.fields));
  return {};
}

Result<> Changes::remove(const Operation& operation, const ObjectRow& row) {
  const std::string& kind = operation.key.kind;
  if (const auto known = known_.find(kind); known != known_.end()) known->second.erase(row.name);
  if (kind == "schema") DAC_TRY(drop_subjects(connection_, row.name, row.fields));
  if (kind == "table") DAC_TRY(connection_.run(drop_table_sql(row.name)));
  if (kind == "topic") DAC_TRY(drop_log(connection_, row.name));
  if (kind == "topic" || kind == "pipeline") {
    auto streams = has_streams();
    if (!streams) return fail(streams.error());
    if (*streams)
      DAC_TRY(kind == "topic" ? stream::relation_dropped(connection_, row.name)
                              : stream::drop_pipeline(connection_, row.name));
  }
  return erase_object(connection_, kind, row.name);
}

Result<std::string> Changes::carry_out(const Operation& operation) {
  if (operation.action == Action::kReplace) {
    Operation part = operation;
    part.action = Action::kDelete;
    auto gone = carry_out(part);
    if (!gone) return gone;
    part.action = Action::kCreate;
    return carry_out(part);
  }
  ObjectRow row{.name = operation.key.name, .id = {}, .fields = {}};
  if (operation.action != Action::kCreate) {
    DAC_TRY(finish());
    auto found = find(operation);
    const bool is_gone = !found && found.error().kind == ErrorKind::kNotFound;
    if (is_gone && operation.action == Action::kDelete) return std::string();
    if (!found) return fail(found.error());
    row = std::move(*found);
  }
  const Result<> done = operation.action == Action::kCreate   ? create(operation, row)
                        : operation.action == Action::kDelete ? remove(operation, row)
                                                              : update(operation, row);
  if (!done) return fail(done.error());
  return operation.action == Action::kDelete ? std::string() : row.id;
}

}  // namespace dac::local
