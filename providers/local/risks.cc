#include "providers/local/risks.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/relational/table_fields.h"
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

void table_risks(const Operation& operation, std::vector<RiskNote>& notes) {
  const Value* columns = operation.after.get("columns");
  if (columns == nullptr || columns->as_list() == nullptr) return;
  for (const Value& column : *columns->as_list()) {
    const Value* old = relational::column_before(operation.before, column);
    if (old == nullptr) continue;
    const ColumnType from = relational::type_of(*old);
    const ColumnType to = relational::type_of(column);
    // The core judges dac's own types; only the engine's words are left to us.
    const bool is_native = from.kind == ColumnKind::kNative || to.kind == ColumnKind::kNative;
    if (!is_native || schema::widens(from, to)) continue;
    const std::string name = column.get_string("name");
    notes.push_back({.code = codes::kNarrowedColumn,
                     .risk = Risk::kDataLoss,
                     .path = fmt::format("spec.columns[name=\"{}\"].type", name),
                     .message = fmt::format("column {} of type {} is cast to {}: values can be rounded or cut", name,
                                            relational::words_of(from), relational::words_of(to)),
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
