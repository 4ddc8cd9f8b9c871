#include "providers/local/risks.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/local/column_sql.h"
#include "providers/local/names.h"
#include "providers/local/table_sql.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/model/column.h"
#include "schema/sql/statement.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::Operation;
using providers::Risk;
using providers::RiskNote;
using schema::ColumnKind;
using schema::ColumnType;

ColumnType type_of(const Value& column) {
  if (const std::string native = column.get_string("native"); !native.empty())
    return {.kind = ColumnKind::kNative, .native = native};
  return schema::parse_column_type(column.get_string("type")).value_or(ColumnType{});
}

int digits(const ColumnType& type) {
  return type.kind == ColumnKind::kInt32 ? 10 : type.kind == ColumnKind::kInt64 ? 19 : type.precision - type.scale;
}

/// Whether every value of `from` is one of `to`, unchanged.
bool widens(const ColumnType& from, const ColumnType& to) {
  if (from == to || to.kind == ColumnKind::kString) return true;
  if (from.kind == ColumnKind::kArray && to.kind == ColumnKind::kArray) return widens(from.children[0], to.children[0]);
  switch (to.kind) {
    case ColumnKind::kInt64:
      return from.kind == ColumnKind::kInt32;
    case ColumnKind::kFloat64:
      return from.kind == ColumnKind::kInt32;
    case ColumnKind::kTimestamp:
      return from.kind == ColumnKind::kDate;
    case ColumnKind::kDecimal:
      if (from.kind == ColumnKind::kInt32 || from.kind == ColumnKind::kInt64)
        return to.precision - to.scale >= digits(from);
      return from.kind == ColumnKind::kDecimal && to.scale >= from.scale && digits(to) >= digits(from);
    case ColumnKind::kJson:
      return from.kind == ColumnKind::kBool || from.kind == ColumnKind::kInt32 || from.kind == ColumnKind::kInt64;
    case ColumnKind::kString:
    case ColumnKind::kBool:
    case ColumnKind::kInt32:
    case ColumnKind::kDate:
    case ColumnKind::kBytes:
    case ColumnKind::kArray:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
    case ColumnKind::kNative:
      return false;
  }
  return false;
}

std::string words(const ColumnType& type) {
  return type.kind == ColumnKind::kNative ? type.native : schema::column_type_name(type);
}

void table_risks(const Operation& operation, std::vector<RiskNote>& notes) {
  const Value* columns = operation.after.get("columns");
  if (columns == nullptr || columns->as_list() == nullptr) return;
  for (const Value& column : *columns->as_list()) {
    const Value* old = column_before(operation.before, column);
    if (old == nullptr) continue;
    const ColumnType from = type_of(*old);
    const ColumnType to = type_of(column);
    // The core judges dac's own types; only the engine's words are left to us.
    const bool is_native = from.kind == ColumnKind::kNative || to.kind == ColumnKind::kNative;
    if (!is_native || widens(from, to)) continue;
    const std::string name = column.get_string("name");
    notes.push_back({.code = codes::kNarrowedColumn,
                     .risk = Risk::kDataLoss,
                     .path = fmt::format("spec.columns[name=\"{}\"].type", name),
                     .message = fmt::format("column {} of type {} is cast to {}: values can be rounded or cut", name,
                                            words(from), words(to)),
                     .help = "add a column of the new type beside it, or keep the type"});
  }
}

void pipeline_risks(const Operation& operation, std::vector<RiskNote>& notes) {
  const auto differs = [&](std::string_view field) {
    const Value* now = operation.after.get(field);
    const Value* was = operation.before.get(field);
    return now != nullptr && was != nullptr && *now != *was;
  };
  const bool text = schema::canonical_sql(operation.after.get_string("sql")) !=
                    schema::canonical_sql(operation.before.get_string("sql"));
  if (text || differs("into") || differs("mode"))
    notes.push_back({.code = codes::kRecomputed,
                     .risk = Risk::kReprocess,
                     .path = text              ? "spec.sql"
                             : differs("into") ? "spec.into"
                                               : "spec.mode",
                     .message = "the embedded platform computes the pipeline again over all events; its target then "
                                "holds just the new answer",
                     .help = "nothing is lost but the time: every event is kept"});
}

}  // namespace

std::vector<RiskNote> risks_of(const Operation& operation) {
  std::vector<RiskNote> notes;
  if (operation.action != Action::kUpdate) return notes;
  if (operation.key.kind == "table") table_risks(operation, notes);
  if (operation.key.kind == "pipeline") pipeline_risks(operation, notes);
  return notes;
}

}  // namespace dac::local
