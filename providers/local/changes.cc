#include "providers/local/changes.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/local/catalogue.h"
#include "providers/local/live_tables.h"
#include "providers/local/log_table.h"
#include "providers/local/names.h"
#include "providers/local/subjects.h"
#include "providers/local/table_sql.h"
#include "schema/base/units.h"
#include "schema/kind/field.h"

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
    if (field.type.kind == schema::TypeKind::kInteger) whole.set(std::string(field.name), parse_integer(field.fallback).value_or(0));
    else whole.set(std::string(field.name), field.fallback);
  }
  return whole;
}

Result<ObjectRow> row_of(Connection& connection, const Operation& operation) {
  auto row = find_object(connection, operation.key.kind, operation.key.name);
  if (!row) return fail(row.error());
  const std::string what = operation.key.kind + " '" + operation.key.name + "'";
  if (!*row) {
    // A table may be there without a row: somebody else made it, and dac adopted it.
    if (operation.key.kind == "table") return ObjectRow{.name = operation.key.name, .id = {}, .fields = Map()};
    return fail(ErrorKind::kConflict, Code::kObjectChanged, what + " is gone since it was read", "plan again");
  }
  if (!operation.identity.empty() && (*row)->id != operation.identity)
    return fail(ErrorKind::kConflict, Code::kObjectChanged, what + " was made again by someone else since it was read", "plan again");
  return std::move(**row);
}

Result<> run_all(Connection& connection, const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) DAC_TRY(connection.run(statement));
  return {};
}

/// The fields of a Table that the engine does not keep.
Value table_row_fields(const Value& fields) {
  Map kept;
  for (const std::string_view name : {"orderBy", "partitionBy", "ttl", "engine"})
    if (const Value* value = fields.get(name); value != nullptr && !value->is_null()) kept.set(std::string(name), *value);
  return kept;
}

Result<> create_object(Connection& connection, const Operation& operation, ObjectRow& row) {
  const std::string& kind = operation.key.kind;
  row.fields = with_defaults(kind, operation.after);
  if (kind == "table") {
    DAC_TRY(run_all(connection, create_table_sql(row.name, row.fields)));
    row.fields = table_row_fields(row.fields);
  }
  if (kind == "schema") DAC_TRY(register_schema(connection, row.fields));
  if (kind == "endpoint") DAC_TRY(prepare_endpoint(connection, row.fields));
  DAC_TRY(put_object(connection, kind, row));
  if (kind == "pipeline") return start_pipeline_of(connection, row.name, row.fields);
  return {};
}

Result<> check_partitions(const ObjectRow& row, const Value& after) {
  const std::int64_t has = row.fields.get_int("partitions", 1);
  const std::int64_t wanted = after.get_int("partitions", has);
  if (wanted >= has) return {};
  return fail(ErrorKind::kInvalid, Code::kEngineRefused,
              fmt::format("topic '{}' has {} partitions and cannot shrink to {}", row.name, has, wanted),
              "a smaller topic needs a new name and a Pipeline that copies the data");
}

Result<> update_table(Connection& connection, const Operation& operation, ObjectRow& row) {
  auto tables = read_tables(connection);
  if (!tables) return fail(tables.error());
  const auto live = tables->find(row.name);
  if (live == tables->end())
    return fail(ErrorKind::kConflict, Code::kObjectChanged, "table '" + row.name + "' is gone since it was read", "plan again");
  DAC_TRY(run_all(connection, alter_table_sql(row.name, live->second, operation.after)));
  row.fields = merged_fields(row.fields, table_row_fields(operation.after));
  return {};
}

Result<> update_object(Connection& connection, const Operation& operation, ObjectRow& row) {
  const std::string& kind = operation.key.kind;
  if (kind == "topic") DAC_TRY(check_partitions(row, operation.after));
  if (kind == "table") {
    DAC_TRY(update_table(connection, operation, row));
    return put_object(connection, kind, row);
  }
  row.fields = merged_fields(row.fields, operation.after);
  if (kind == "schema") DAC_TRY(register_schema(connection, row.fields));
  if (kind == "endpoint") DAC_TRY(prepare_endpoint(connection, row.fields));
  DAC_TRY(put_object(connection, kind, row));
  if (kind == "pipeline") return start_pipeline_of(connection, row.name, row.fields);
  return {};
}

Result<> delete_object(Connection& connection, const Operation& operation, const ObjectRow& row) {
  const std::string& kind = operation.key.kind;
  if (kind == "topic") DAC_TRY(drop_log(connection, row.name));
  if (kind == "table") DAC_TRY(connection.run(drop_table_sql(row.name)));
  if (kind == "schema") DAC_TRY(drop_subjects(connection, row.fields));
  if (kind == "pipeline") DAC_TRY(drop_pipeline_of(connection, row.name));
  return erase_object(connection, kind, row.name);
}

}  // namespace

Value merged_fields(const Value& before, const Value& after) {
  const Map* was = before.as_map();
  const Map* wanted = after.as_map();
  if (was == nullptr || wanted == nullptr) return after;
  Map merged = *was;
  for (const auto& [name, value] : *wanted) {
    if (value.is_null()) merged.erase(name);
    else if (const Value* old = merged.find(name); old != nullptr) merged.set(name, merged_fields(Value(*old), value));
    else merged.set(name, value);
  }
  return merged;
}

Result<std::string> carry_out(Connection& connection, const Operation& operation) {
  if (operation.action == Action::kReplace) {
    Operation part = operation;
    part.action = Action::kDelete;
    auto gone = carry_out(connection, part);
    if (!gone) return gone;
    part.action = Action::kCreate;
    return carry_out(connection, part);
  }
  ObjectRow row{.name = operation.key.name, .id = {}, .fields = {}};
  if (operation.action != Action::kCreate) {
    auto found = row_of(connection, operation);
    if (!found) {
      // Gone already is what a delete is for.
      const bool settled = operation.action == Action::kDelete && operation.identity.empty();
      if (settled) return std::string();
      return fail(found.error());
    }
    row = std::move(*found);
  }
  const Result<> done = operation.action == Action::kCreate   ? create_object(connection, operation, row)
                        : operation.action == Action::kDelete ? delete_object(connection, operation, row)
                                                              : update_object(connection, operation, row);
  if (!done) return fail(done.error());
  return operation.action == Action::kDelete ? std::string() : row.id;
}

}  // namespace dac::local
