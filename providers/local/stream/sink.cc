#include "providers/local/stream/sink.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/local/names.h"
#include "providers/local/stream/delta.h"
#include "providers/local/stream/text.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::local::stream {
namespace {

Result<std::int64_t> number(Connection& connection, const std::string& sql) {
  auto result = connection.query(sql);
  if (!result) return fail(std::move(result).error());
  return result->next() ? result->integer(0) : 0;
}

bool is_key(const Plan& plan, const std::string& column) {
  return std::any_of(plan.target.primary_key.begin(), plan.target.primary_key.end(),
                     [&](const std::string& key) { return equal_ignoring_case(key, column); });
}

/// How many rows dac_answer has; all of them have a key.
Result<std::int64_t> count_rows(Connection& connection, const Plan& plan) {
  std::string missing;
  for (const std::string& key : plan.target.primary_key)
    missing += (missing.empty() ? "" : " OR ") + quoted(key) + " IS NULL";
  auto found = connection.query(
      fmt::format("SELECT count(*), count(*) FILTER ({}) FROM dac_answer", missing.empty() ? "false" : missing));
  if (!found) return fail(std::move(found).error());
  found->next();
  if (found->integer(1) == 0) return found->integer(0);
  return fail(ErrorKind::kInvalid, codes::kPipelineNullKey,
              fmt::format("{} of its answer without a value in the primaryKey of {} ({})",
                          counted(static_cast<std::size_t>(found->integer(1)), "row"), plan.target.name,
                          join(plan.target.primary_key, ", ")),
              "leave such rows out with WHERE ... IS NOT NULL, or give them a value with coalesce");
}

/// Of rows with one key only the last stays.
Result<> keep_last(Connection& connection, const Plan& plan, bool arrival) {
  const std::string keys = name_list(plan.target.primary_key);
  auto doubles = number(connection, fmt::format("SELECT count(*) - count(DISTINCT ({})) FROM dac_answer", keys));
  if (!doubles) return fail(std::move(doubles).error());
  if (*doubles == 0) return {};
  const std::string order = arrival ? fmt::format("\"{}\" DESC NULLS LAST, rowid DESC", kArrival) : "rowid DESC";
  return connection.run(
      fmt::format("CREATE TEMP TABLE dac_last AS SELECT * FROM dac_answer QUALIFY row_number() OVER (PARTITION BY {} "
                  "ORDER BY {}) = 1;"
                  "DROP TABLE dac_answer; ALTER TABLE dac_last RENAME TO dac_answer",
                  keys, order));
}

/// Rows that are in the target already need no writing.
Result<> drop_unchanged(Connection& connection, const Plan& plan) {
  const std::string columns = name_list(plan.columns);
  return connection.run(
      fmt::format("CREATE TEMP TABLE dac_changed AS SELECT {} FROM dac_answer EXCEPT SELECT {} FROM {};"
                  "DROP TABLE dac_answer; ALTER TABLE dac_changed RENAME TO dac_answer",
                  columns, columns, plan.target.table));
}

std::string of_keys(const Plan& plan, const std::string& table) {
  const std::string keys = name_list(plan.target.primary_key);
  return fmt::format("({}) IN (SELECT {} FROM {})", keys, keys, table);
}

Result<> note_before(Connection& connection, const Plan& plan, const AnswerForm& form, const Change& change) {
  std::string where = "false";
  if (!plan.target.primary_key.empty()) {
    where = of_keys(plan, "dac_answer");
    if (form.gone) where += " OR " + of_keys(plan, "dac_gone");
  }
  return connection.run(
      fmt::format("CREATE TEMP TABLE {} AS SELECT * FROM {} WHERE {}", change.gone, plan.target.table, where));
}

Result<> note_after(Connection& connection, const Plan& plan, const Change& change) {
  if (!plan.target.primary_key.empty())
    return connection.run(fmt::format("CREATE TEMP TABLE {} AS SELECT * FROM {} WHERE {}", change.added,
                                      plan.target.table, of_keys(plan, "dac_answer")));
  DAC_TRY(
      connection.run(fmt::format("CREATE TEMP TABLE {} AS SELECT * FROM {} LIMIT 0", change.added, plan.target.table)));
  const std::string columns = name_list(plan.columns);
  return connection.run(fmt::format("INSERT INTO {} ({}) SELECT {} FROM dac_answer", change.added, columns, columns));
}

std::string upsert(const Plan& plan) {
  const std::string columns = name_list(plan.columns);
  std::string sql = fmt::format("INSERT INTO {} ({}) SELECT {} FROM dac_answer", plan.target.table, columns, columns);
  if (plan.target.primary_key.empty()) return sql;
  std::string set;
  for (const std::string& column : plan.columns)
    if (!is_key(plan, column))
      set += fmt::format("{}{} = excluded.{}", set.empty() ? "" : ", ", quoted(column), quoted(column));
  sql += fmt::format(" ON CONFLICT ({}) DO ", name_list(plan.target.primary_key));
  return sql + (set.empty() ? "NOTHING" : "UPDATE SET " + set);
}

}  // namespace

Result<std::int64_t> write_table(Connection& connection, const Plan& plan, const AnswerForm& form,
                                 const Change* change) {
  const bool keyed = !plan.target.primary_key.empty();
  auto written = count_rows(connection, plan);
  if (!written) return written;
  if (keyed && *written > 1) DAC_TRY(keep_last(connection, plan, form.arrival));
  if (keyed && plan.query.way == Way::kRecompute) {
    DAC_TRY(drop_unchanged(connection, plan));
    written = number(connection, "SELECT count(*) FROM dac_answer");
    if (!written) return written;
  }
  if (change != nullptr) DAC_TRY(note_before(connection, plan, form, *change));
  if (keyed && form.gone) {
    auto gone = connection.query(fmt::format("DELETE FROM {} WHERE {}", plan.target.table, of_keys(plan, "dac_gone")));
    if (!gone) return fail(std::move(gone).error());
    *written += gone->rows_changed();
  }
  DAC_TRY(connection.run(upsert(plan)));
  if (change != nullptr) DAC_TRY(note_after(connection, plan, *change));
  DAC_TRY(connection.run(form.gone ? "DROP TABLE dac_answer; DROP TABLE dac_gone" : "DROP TABLE dac_answer"));
  return written;
}

}  // namespace dac::local::stream
