#include "providers/local/stream/log.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "providers/local/duckdb/appender.h"
#include "providers/local/names.h"
#include "providers/local/stream/streams.h"
#include "providers/local/stream/text.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::local::stream {
namespace {

std::uint32_t murmur2(std::string_view key) {
  constexpr std::uint32_t kMix = 0x5bd1e995;
  std::uint32_t hash = 0x9747b28cU ^ static_cast<std::uint32_t>(key.size());
  while (key.size() >= 4) {
    std::uint32_t word = 0;
    for (int i = 3; i >= 0; --i) word = (word << 8) | static_cast<unsigned char>(key[static_cast<std::size_t>(i)]);
    word *= kMix;
    word ^= word >> 24;
    word *= kMix;
    hash = (hash * kMix) ^ word;
    key.remove_prefix(4);
  }
  std::uint32_t rest = 0;
  for (std::size_t i = key.size(); i > 0; --i) rest = (rest << 8) | static_cast<unsigned char>(key[i - 1]);
  if (!key.empty()) hash = (hash ^ rest) * kMix;
  hash ^= hash >> 13;
  hash *= kMix;
  return hash ^ (hash >> 15);
}

std::size_t place(const std::vector<std::string>& names, std::string_view name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const std::string& x) { return equal_ignoring_case(x, name); });
  return static_cast<std::size_t>(found - names.begin());
}

std::string iso_time(std::int64_t unix_ms) {
  std::string text = format_time(unix_ms);
  return fmt::format("{}.{:03}Z", text.substr(0, 19), (unix_ms % 1000 + 1000) % 1000);
}

/// An event's time by its field: a timestamp as text, or milliseconds since 1970.
std::string event_time(const Relation& topic, const List& event, std::int64_t now_ms) {
  const std::size_t i = place(topic.columns, topic.time_field);
  if (topic.time_field.empty() || i >= event.size() || event[i].is_null()) return iso_time(now_ms);
  if (const std::int64_t* milliseconds = event[i].as_int()) return iso_time(*milliseconds);
  const std::string* text = event[i].as_string();
  return text != nullptr && topic.types[i].starts_with("TIMESTAMP") ? *text : iso_time(now_ms);
}

/// The time of a column of the answer in SQL.
std::string time_sql(const Plan& plan, std::int64_t now_ms) {
  const std::string now = fmt::format("make_timestamp({})", now_ms * 1000);
  const std::size_t i = place(plan.columns, plan.target.time_field);
  if (plan.target.time_field.empty() || i == plan.columns.size()) return now;
  const std::string column = quoted(plan.columns[i]);
  const std::string& type = plan.types[i];
  if (type.starts_with("TIMESTAMP")) return fmt::format("coalesce(CAST({} AS TIMESTAMP), {})", column, now);
  if (type == "BIGINT") return fmt::format("coalesce(epoch_ms({}), {})", column, now);
  return now;
}

std::string key_sql(const Plan& plan) {
  const std::size_t i = place(plan.columns, plan.target.key_field);
  if (plan.target.key_field.empty() || i == plan.columns.size()) return "CAST(NULL AS VARCHAR)";
  return fmt::format("CAST({} AS VARCHAR)", quoted(plan.columns[i]));
}

/// A temporary table dac_places: where the n-th row of dac_rows goes. Its names, as those that dac_rows adds, are none
/// that an event has.
Result<std::int64_t> make_places(Connection& connection, const Relation& topic,
                                 std::map<std::int64_t, std::int64_t>& next) {
  constexpr std::int64_t kRowsToInsert = 2000;
  DAC_TRY(connection.run("CREATE TEMP TABLE dac_places (dac_n BIGINT, dac_part INTEGER, dac_place BIGINT)"));
  auto keys = connection.query("SELECT dac_n, dac_key FROM dac_rows ORDER BY dac_n");
  if (!keys) return fail(std::move(keys).error());
  std::string values;
  std::int64_t rows = 0;
  const auto insert = [&]() -> Result<> {
    if (values.empty()) return {};
    DAC_TRY(connection.run("INSERT INTO dac_places VALUES " + values));
    values.clear();
    return {};
  };
  while (keys->next()) {
    const std::int64_t partition = keys->is_null(1) ? 0 : partition_of(keys->text(1), topic.partitions);
    values += fmt::format("{}({}, {}, {})", values.empty() ? "" : ",", keys->integer(0), partition, next[partition]++);
    if (++rows % kRowsToInsert == 0) DAC_TRY(insert());
  }
  DAC_TRY(insert());
  return rows;
}

Result<> refuse_null_places(Connection& connection, const Plan& plan) {
  std::vector<const NullPlace*> asked;
  std::string counts;
  for (const NullPlace& misfit : plan.target.inner) {
    if (place(plan.columns, misfit.column) == plan.columns.size()) continue;
    asked.push_back(&misfit);
    counts += fmt::format("{}count(*) FILTER ({})", counts.empty() ? "" : ", ", misfit.sql);
  }
  if (asked.empty()) return {};
  auto found = connection.query(fmt::format("SELECT {} FROM dac_rows", counts));
  if (!found) return fail(std::move(found).error());
  found->next();
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (const std::int64_t rows = found->integer(i); rows > 0)
      return fail(ErrorKind::kInvalid, codes::kPipelineMisfit,
                  fmt::format("{} of its answer with a null in '{}', where the schema of {} takes none",
                              counted(static_cast<std::size_t>(rows), "row"), asked[i]->path, plan.target.name),
                  "leave such rows out with WHERE, or give the place a value with coalesce; nothing of this batch was "
                  "taken in");
  return {};
}

/// A Topic holds no event that its schema refuses, whoever writes it.
Result<> refuse_misfits(Connection& connection, const Plan& plan) {
  const Relation& topic = plan.target;
  for (const std::string& column : topic.required) {
    auto missing = connection.query(fmt::format("SELECT count(*) FROM dac_rows WHERE {} IS NULL", quoted(column)));
    if (!missing) return fail(std::move(missing).error());
    if (!missing->next() || missing->integer(0) == 0) continue;
    return fail(ErrorKind::kInvalid, codes::kPipelineMisfit,
                fmt::format("{} of its answer without a value for '{}', which every event of {} has",
                            counted(static_cast<std::size_t>(missing->integer(0)), "row"), column, topic.name),
                "leave such rows out with WHERE ... IS NOT NULL, or give them a value with coalesce; nothing of this "
                "batch was taken in");
  }
  return refuse_null_places(connection, plan);
}

}  // namespace

std::int64_t partition_of(std::string_view key, std::int64_t partitions) {
  return partitions <= 1 ? 0 : static_cast<std::int64_t>(murmur2(key) & 0x7fffffffU) % partitions;
}

std::string time_trouble(const Relation& topic, const List& event) {
  constexpr std::int64_t kFirst = -62'135'596'800'000;  // 0001-01-01T00:00:00Z
  constexpr std::int64_t kLast = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z
  const std::size_t i = place(topic.columns, topic.time_field);
  const std::int64_t* milliseconds = topic.time_field.empty() || i >= event.size() ? nullptr : event[i].as_int();
  if (milliseconds == nullptr || (*milliseconds >= kFirst && *milliseconds <= kLast)) return {};
  return fmt::format("{}: {} milliseconds since 1970 is no time of the years 1 to 9999", topic.time_field,
                     *milliseconds);
}

std::optional<std::string> key_text(const Value& value) {
  if (value.is_null()) return std::nullopt;
  return value.as_string() != nullptr ? *value.as_string() : to_json(value);
}

Result<> append_events(Connection& connection, const Relation& topic, const std::vector<List>& events,
                       std::int64_t now_ms) {
  if (events.empty()) return {};
  auto first = take_numbers(connection, topic.name, static_cast<std::int64_t>(events.size()));
  if (!first) return fail(std::move(first).error());
  auto next = next_offsets(connection, topic.name);
  if (!next) return fail(std::move(next).error());
  std::vector<std::string> columns = {"_partition", "_offset", "_key", "_timestamp", "_seq"};
  columns.insert(columns.end(), topic.stored.begin(), topic.stored.end());
  auto appender = Appender::make(connection, "log", topic.name, columns);
  if (!appender) return fail(std::move(appender).error());
  const std::size_t key_place = topic.key_field.empty() ? topic.columns.size() : place(topic.columns, topic.key_field);
  std::int64_t number = *first;
  List row(columns.size());
  for (const List& event : events) {
    const auto key = key_place < event.size() ? key_text(event[key_place]) : std::nullopt;
    const std::int64_t partition = key ? partition_of(*key, topic.partitions) : 0;
    row[0] = partition;
    row[1] = (*next)[partition]++;
    row[2] = key ? Value(*key) : Value();
    row[3] = event_time(topic, event, now_ms);
    row[4] = number++;
    std::copy(event.begin(), event.end(), row.begin() + 5);
    DAC_TRY(appender->append(row));
  }
  DAC_TRY(appender->flush());
  return set_next_offsets(connection, topic.name, *next);
}

Result<std::int64_t> append_answer(Connection& connection, const Plan& plan, bool arrival, std::int64_t now_ms) {
  const Relation& topic = plan.target;
  const std::string order = arrival ? fmt::format("\"{}\" NULLS FIRST, rowid", kArrival) : "rowid";
  DAC_TRY(
      connection.run(fmt::format("CREATE TEMP TABLE dac_rows AS SELECT row_number() OVER (ORDER BY {}) AS dac_n, {} AS "
                                 "dac_key, {} AS dac_time, {} "
                                 "FROM dac_answer",
                                 order, key_sql(plan), time_sql(plan, now_ms), name_list(plan.columns))));
  DAC_TRY(refuse_misfits(connection, plan));
  auto next = next_offsets(connection, topic.name);
  if (!next) return fail(std::move(next).error());
  auto rows = make_places(connection, topic, *next);
  if (!rows) return rows;
  if (*rows > 0) {
    auto first = take_numbers(connection, topic.name, *rows);
    if (!first) return first;
    std::vector<std::string> stored;
    for (const std::string& column : plan.columns) stored.push_back(topic.stored[place(topic.columns, column)]);
    DAC_TRY(
        connection.run(fmt::format("INSERT INTO {} (_partition, _offset, _key, _timestamp, _seq, {}) SELECT dac_part, "
                                   "dac_place, dac_key, dac_time, "
                                   "{} + dac_n, {} FROM dac_rows JOIN dac_places USING (dac_n) ORDER BY dac_n",
                                   topic.table, name_list(stored), *first - 1, name_list(plan.columns))));
    DAC_TRY(set_next_offsets(connection, topic.name, *next));
  }
  DAC_TRY(connection.run("DROP TABLE dac_places; DROP TABLE dac_rows"));
  return rows;
}

}  // namespace dac::local::stream
