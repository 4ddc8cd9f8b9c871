#include "providers/postgres/preview.h"

#include <fmt/format.h>

#include "providers/postgres/column_types.h"
#include "providers/postgres/table_sql.h"
#include "providers/relational/names.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::postgres {
namespace {

using providers::Action;
using providers::Operation;
using relational::column_before;
using relational::list_of;
using relational::quoted;

constexpr std::int64_t kFewRows = 100'000;  // are counted

class Preview {
 public:
  Preview(Connection& connection, const Operation& operation, const std::string& usual, Findings& findings)
      : connection_(connection),
        operation_(operation),
        table_(relational::split_name(operation.key.name, usual).sql()),
        findings_(findings) {}

  void run() {
    for (const Value& column : list_of(operation_.after, "columns")) {
      const Value* old = column_before(operation_.before, column);
      if (old == nullptr)
        look_at_new(column);
      else
        look_at_changed(*old, column);
    }
    look_at_key();
    for (const Value& index : list_of(operation_.after, "indexes")) look_at_index(index);
  }

 private:
  void say(const Value& at, std::string message, std::string help) {
    findings_.add(codes::kRowsDoNotFit, at.origin(), std::move(message), std::move(help)).resource =
        operation_.resource;
  }

  /// Nothing where the server would not say in time: the apply then finds out.
  std::optional<std::int64_t> count(const std::string& what) {
    const auto rows = connection_.ask("SELECT count(*) FROM " + what);
    return rows ? std::optional(rows->integer(0, 0)) : std::nullopt;
  }

  void look_at_new(const Value& column) {
    if (column.get_bool("nullable", true) || column.get("default") != nullptr) return;
    const auto rows = count("(SELECT FROM " + table_ + " LIMIT 1) AS one");
    if (rows.value_or(0) == 0) return;
    say(column,
        fmt::format("new column {} takes no nulls and has no default, but {} has rows", column.get_string("name"),
                    operation_.resource),
        "give it a default, or let it be nullable");
  }

  void look_at_changed(const Value& old, const Value& column) {
    const std::string name = column.get_string("name");
    const std::string was = quoted(old.get_string("name"));
    if (retype_of(old, column) == Retype::kSwaps) {
      const std::string type = column_sql(relational::type_of(column));
      // The server computes every cast and says where one fails.
      const auto cast = connection_.ask("SELECT count(CAST(" + was + " AS " + type + ")) FROM " + table_);
      if (!cast && connection_.refusal() && connection_.refusal()->state != "57014")
        say(column, fmt::format("column {} cannot be cast to {}: {}", name, type, connection_.refusal()->message),
            "mend the values first, or add a column beside it");
    }
    if (column.get_bool("nullable", true) || !old.get_bool("nullable", true)) return;
    const auto nulls = count(table_ + " WHERE " + was + " IS NULL");
    if (nulls.value_or(0) > 0)
      say(column,
          fmt::format("column {} is to take no nulls, but {} null there", name,
                      *nulls == 1 ? "1 row is" : fmt::format("{} rows are", *nulls)),
          "fill them first, or let it be nullable");
  }

  /// Columns by the names that they have now; empty where one is new.
  std::string live_names(const List& columns) {
    std::vector<std::string> names;
    for (const Value& name : columns) {
      const Value* before = nullptr;
      for (const Value& column : list_of(operation_.after, "columns"))
        if (name.as_string() != nullptr && column.get_string("name") == *name.as_string())
          before = column_before(operation_.before, column);
      if (before == nullptr) return {};
      names.push_back(quoted(before->get_string("name")));
    }
    return join(names, ", ");
  }

  void look_for_twins(const Value& at, const List& columns, const std::string& what) {
    const std::string names = live_names(columns);
    if (names.empty()) return;
    const auto twice = count("(SELECT FROM " + table_ + " GROUP BY " + names + " HAVING count(*) > 1 AND NOT ((" +
                             names + ") IS NULL)) AS twins");
    if (twice.value_or(0) > 0)
      say(at,
          fmt::format("{} ({}) does not tell rows apart: {} there more than once", what, names,
                      *twice == 1 ? "1 key is" : fmt::format("{} keys are", *twice)),
          "choose columns that do, or remove the rows");
  }

  void look_at_key() {
    const Value* key = operation_.after.get("primaryKey");
    if (key == nullptr || list_of(operation_.before, "primaryKey") == list_of(operation_.after, "primaryKey")) return;
    look_for_twins(*key, list_of(operation_.after, "primaryKey"), "the primary key");
  }

  void look_at_index(const Value& index) {
    if (!index.get_bool("unique")) return;
    for (const Value& old : list_of(operation_.before, "indexes"))
      if (old.get_string("name") == index.get_string("name") && old.get_bool("unique") &&
          list_of(old, "columns") == list_of(index, "columns"))
        return;
    look_for_twins(index, list_of(index, "columns"), "the unique index " + index.get_string("name"));
  }

  Connection& connection_;
  const Operation& operation_;
  std::string table_;
  Findings& findings_;
};

}  // namespace

void preview_change(Connection& connection, const Operation& operation, const std::string& usual, Findings& findings) {
  if (operation.action == Action::kUpdate) Preview(connection, operation, usual, findings).run();
}

Result<List> evidence_of(Connection& connection, const Operation& operation, const std::string& usual) {
  const relational::TableName table = relational::split_name(operation.key.name, usual);
  const Parameter name = table.sql();
  const auto size = connection.ask(
      "SELECT reltuples::bigint, pg_total_relation_size(oid) FROM pg_class WHERE oid = to_regclass($1)", {&name, 1});
  if (!size) return fail(size.error());
  if (size->size() == 0) return List();
  std::int64_t rows = size->integer(0, 0);
  const bool is_estimate = rows > kFewRows;
  Map fact;
  fact.set("what", "rows");
  fact.set("name", operation.key.name);
  if (!is_estimate) {
    const auto counted = connection.ask("SELECT count(*) FROM " + table.sql());
    if (!counted) return fail(counted.error());
    rows = counted->integer(0, 0);
  }
  fact.set("count", rows);
  if (is_estimate) fact.set("estimate", true);
  fact.set("bytes", size->integer(0, 1));
  return List{Value(std::move(fact))};
}

}  // namespace dac::postgres
