#include "providers/local/stream/streams.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::local::stream {
namespace {

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS dac.streams (name VARCHAR PRIMARY KEY, query VARCHAR NOT NULL, target VARCHAR NOT NULL, target_is_topic BOOLEAN NOT NULL,
  is_batch BOOLEAN NOT NULL, is_stopped BOOLEAN NOT NULL, sources VARCHAR NOT NULL, taken BIGINT NOT NULL, is_stale BOOLEAN NOT NULL,
  at_best INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS dac.heads (topic VARCHAR PRIMARY KEY, last BIGINT NOT NULL, refused BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS dac.offsets (topic VARCHAR, part BIGINT, next_offset BIGINT NOT NULL, PRIMARY KEY (topic, part));
CREATE TABLE IF NOT EXISTS dac.left_rows (target VARCHAR, name VARCHAR, query VARCHAR NOT NULL, PRIMARY KEY (target, name));
)";

std::string names_as_json(const std::vector<std::string>& names) {
  List list;
  for (const std::string& name : names) list.emplace_back(name);
  return to_json(list);
}

Result<std::vector<std::string>> names_of_json(std::string_view text) {
  auto list = parse_json(text);
  std::vector<std::string> names;
  if (!list) return fail(std::move(list).error());
  if (list->as_list() == nullptr) return names;
  for (const Value& name : *list->as_list())
    if (name.as_string() != nullptr) names.push_back(*name.as_string());
  return names;
}

Result<std::int64_t> one_number(Connection& connection, const std::string& sql, const List& values) {
  auto result = connection.query(sql, values);
  if (!result) return fail(std::move(result).error());
  return result->next() ? result->integer(0) : 0;
}

bool feeds(const Stream& upstream, const Stream& stream) {
  return std::any_of(stream.reads.begin(), stream.reads.end(),
                     [&](const std::string& read) { return equal_ignoring_case(read, upstream.pipeline.into); });
}

}  // namespace

Result<> make_stream_tables(Connection& connection) { return connection.run(kTables); }

Result<std::vector<Stream>> read_streams(Connection& connection) {
  auto result = connection.query(
      "SELECT name, query, target, target_is_topic, is_batch, is_stopped, sources, taken, is_stale, at_best FROM "
      "dac.streams ORDER BY name");
  if (!result) return fail(std::move(result).error());
  std::vector<Stream> streams;
  while (result->next()) {
    Stream stream;
    stream.pipeline = {.name = std::string(result->text(0)),
                       .sql = std::string(result->text(1)),
                       .into = std::string(result->text(2)),
                       .into_topic = result->integer(3) != 0,
                       .batch = result->integer(4) != 0,
                       .stopped = result->integer(5) != 0,
                       .at_best = static_cast<Way>(result->integer(9))};
    auto reads = names_of_json(result->text(6));
    if (!reads) return fail(std::move(reads).error());
    stream.reads = std::move(*reads);
    stream.taken = result->integer(7);
    stream.stale = result->integer(8) != 0;
    streams.push_back(std::move(stream));
  }
  return streams;
}

Result<> put_stream(Connection& connection, const Stream& stream) {
  const Pipeline& pipeline = stream.pipeline;
  return connection.run(
      "INSERT OR REPLACE INTO dac.streams VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {pipeline.name, pipeline.sql, pipeline.into, pipeline.into_topic, pipeline.batch, pipeline.stopped,
       names_as_json(stream.reads), stream.taken, stream.stale, static_cast<int>(pipeline.at_best)});
}

Result<> erase_stream(Connection& connection, const std::string& name) {
  return connection.run("DELETE FROM dac.streams WHERE name = $1", {name});
}

Result<> set_taken(Connection& connection, const std::string& name, std::int64_t taken) {
  return connection.run("UPDATE dac.streams SET taken = $2, is_stale = false WHERE name = $1", {name, taken});
}

Result<> set_stale(Connection& connection, const std::string& name) {
  return connection.run("UPDATE dac.streams SET is_stale = true WHERE name = $1", {name});
}

Result<> leave_rows(Connection& connection, const Stream& stream) {
  return connection.run("INSERT OR REPLACE INTO dac.left_rows VALUES (lower($1), $2, $3)",
                        {stream.pipeline.into, stream.pipeline.name, stream.pipeline.sql});
}

Result<std::vector<Writer>> left_rows(Connection& connection, const std::string& table) {
  std::vector<Writer> writers;
  auto there = connection.query("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'dac' AND table_name = 'left_rows'");
  if (!there) return fail(std::move(there).error());
  if (!there->next()) return writers;
  auto result =
      connection.query("SELECT name, query FROM dac.left_rows WHERE target = lower($1) ORDER BY name", {table});
  if (!result) return fail(std::move(result).error());
  while (result->next()) writers.push_back({std::string(result->text(0)), std::string(result->text(1))});
  return writers;
}

Result<> forget_left_rows(Connection& connection, const std::string& table) {
  return connection.run("DELETE FROM dac.left_rows WHERE target = lower($1)", {table});
}

std::vector<Stream> in_order(std::vector<Stream> streams) {
  std::vector<Stream> ordered;
  std::vector<int> state(streams.size(), 0);  // 1 on the way, 2 placed
  const std::function<void(std::size_t)> place = [&](std::size_t i) {
    if (state[i] != 0) return;
    state[i] = 1;
    for (std::size_t j = 0; j < streams.size(); ++j)
      if (j != i && feeds(streams[j], streams[i])) place(j);
    state[i] = 2;
    ordered.push_back(streams[i]);
  };
  for (std::size_t i = 0; i < streams.size(); ++i) place(i);
  return ordered;
}

Result<std::int64_t> head(Connection& connection, const std::string& topic) {
  return one_number(connection, "SELECT last FROM dac.heads WHERE topic = lower($1)", {topic});
}

Result<std::map<std::string, std::int64_t>> heads(Connection& connection) {
  auto result = connection.query("SELECT topic, last FROM dac.heads");
  if (!result) return fail(std::move(result).error());
  std::map<std::string, std::int64_t> heads;
  while (result->next()) heads.emplace(result->text(0), result->integer(1));
  return heads;
}

Result<std::int64_t> take_numbers(Connection& connection, const std::string& topic, std::int64_t count) {
  auto last = head(connection, "");
  if (!last) return last;
  const std::int64_t next = *last + count;
  DAC_TRY(connection.run(
      "INSERT INTO dac.heads VALUES ('', $2, 0), (lower($1), $2, 0) ON CONFLICT DO UPDATE SET last = excluded.last",
      {topic, next}));
  return *last + 1;
}

Result<> count_refused(Connection& connection, const std::string& topic, std::int64_t count) {
  return connection.run(
      "INSERT INTO dac.heads VALUES (lower($1), 0, $2) ON CONFLICT DO UPDATE SET refused = refused + excluded.refused",
      {topic, count});
}

Result<Counts> counts(Connection& connection, const std::string& topic) {
  auto there = one_number(
      connection, "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'dac' AND table_name = 'heads'", {});
  if (!there) return fail(std::move(there).error());
  Counts counts;
  if (*there == 0) return counts;
  auto result = connection.query("SELECT refused, last FROM dac.heads WHERE topic = lower($1)", {topic});
  if (!result) return fail(std::move(result).error());
  if (result->next()) counts = {.refused = result->integer(0), .last_number = result->integer(1)};
  return counts;
}

Result<std::map<std::int64_t, std::int64_t>> next_offsets(Connection& connection, const std::string& topic) {
  auto result = connection.query("SELECT part, next_offset FROM dac.offsets WHERE topic = lower($1)", {topic});
  if (!result) return fail(std::move(result).error());
  std::map<std::int64_t, std::int64_t> next;
  while (result->next()) next[result->integer(0)] = result->integer(1);
  return next;
}

Result<> set_next_offsets(Connection& connection, const std::string& topic,
                          const std::map<std::int64_t, std::int64_t>& next) {
  for (const auto& [partition, offset] : next)
    DAC_TRY(
        connection.run("INSERT INTO dac.offsets VALUES (lower($1), $2, $3) ON CONFLICT DO UPDATE SET next_offset = "
                       "excluded.next_offset",
                       {topic, partition, offset}));
  return {};
}

Result<> forget_topic(Connection& connection, const std::string& topic) {
  DAC_TRY(connection.run("DELETE FROM dac.offsets WHERE topic = lower($1)", {topic}));
  return connection.run("DELETE FROM dac.heads WHERE topic = lower($1) AND topic <> ''", {topic});
}

}  // namespace dac::local::stream
