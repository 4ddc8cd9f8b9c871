#include "providers/local/stream/produce.h"

#include <fmt/format.h>
#include <memory>
#include <utility>
#include <vector>

#include "providers/api/line.h"
#include "providers/local/catalogue.h"
#include "providers/local/stream/engine.h"
#include "providers/local/stream/live.h"
#include "providers/local/stream/log.h"
#include "providers/local/stream/streams.h"
#include "schema/base/clock.h"
#include "schema/base/parallel.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac::local::stream {
namespace {

constexpr std::size_t kExamples = 10;

struct Line {
  std::int64_t number = 0;
  std::string text;
  List event;
  std::string refusal;  // empty: it fits
};

/// Of the lines of a batch together: beyond it the batch is full.
constexpr std::size_t kBatchBytes = 64UL << 20U;

/// The next lines that are not blank, at most kBatchLines.
std::vector<Line> read_lines(const providers::LineReader& lines, std::int64_t& number) {
  std::vector<Line> batch;
  std::size_t bytes = 0;
  while (batch.size() < kBatchLines && bytes < kBatchBytes) {
    auto text = lines();
    if (!text) break;
    bytes += text->size();
    ++number;
    if (number == 1 && text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
    if (!trim(*text).empty()) batch.push_back({.number = number, .text = std::move(*text), .event = {}, .refusal = {}});
  }
  return batch;
}

/// The columns of a checked event, in the order of the topic's.
List in_columns(const Value& event, const std::vector<std::string>& columns) {
  List row;
  row.reserve(columns.size());
  for (const std::string& column : columns) {
    const Value* value = event.get(column);
    row.push_back(value != nullptr ? *value : Value());
  }
  return row;
}

void check_line(Line& line, const schema::RecordSchema& schema, const Relation& topic) {
  if (line.text.size() > providers::kMostLineBytes) {
    line.refusal = fmt::format("it is longer than {} MiB", providers::kMostLineBytes >> 20U);
    line.text.clear();
    return;
  }
  if (const auto at = find_invalid_utf8(line.text)) {
    line.refusal = fmt::format("byte {} is not valid UTF-8", *at + 1);
    return;
  }
  const auto value = parse_json(line.text);
  if (!value) {
    line.refusal = value.error().message;
    return;
  }
  const auto event = schema.check(*value);
  line.text.clear();
  if (!event) {
    line.refusal = event.error().message;
    return;
  }
  line.event = in_columns(*event, topic.columns);
  line.refusal = time_trouble(topic, line.event);
}

/// Checks, sorts the refused ones out, and gives the events.
std::vector<List> check_lines(std::vector<Line>& batch, const schema::RecordSchema& schema, const Relation& topic,
                              providers::SendReport& report) {
  parallel_for(batch.size(), [&](std::size_t i) { check_line(batch[i], schema, topic); });
  std::vector<List> events;
  events.reserve(batch.size());
  for (Line& line : batch) {
    if (line.refusal.empty()) {
      events.push_back(std::move(line.event));
      continue;
    }
    ++report.refused;
    if (report.examples.size() < kExamples) report.examples.push_back({line.number, std::move(line.refusal)});
  }
  return events;
}

/// The topic, its log and what counts events: made where they are absent.
Result<> make_ready(Connection& connection, const std::string& name, Relation& topic) {
  DAC_TRY(make_stream_tables(connection));
  auto found = find_topic(connection, name);
  if (!found) return fail(std::move(found).error());
  topic = std::move(*found);
  return {};
}

/// What to hold events against; changes nothing.
Result<> look_up(Connection& connection, const std::string& name, Relation& topic) {
  DAC_TRY(connection.run("BEGIN TRANSACTION"));
  Result<> ready = make_ready(connection, name, topic);
  DAC_TRY(connection.run("ROLLBACK"));
  return ready;
}

Result<> take_in(Connection& connection, Relation& topic, const std::vector<List>& events, std::int64_t refused) {
  DAC_TRY(make_ready(connection, topic.name, topic));
  if (refused > 0) DAC_TRY(count_refused(connection, topic.name, refused));
  if (events.empty()) return {};
  DAC_TRY(append_events(connection, topic, events, SystemClock().unix_ms()));
  return advance_all(connection, {topic.name});
}

}  // namespace

Result<providers::SendReport> produce(Connection& connection, const std::string& name,
                                      const providers::LineReader& lines, const std::function<bool()>& cancelled) {
  Relation topic;
  DAC_TRY(look_up(connection, name, topic));
  providers::SendReport report;
  std::int64_t number = 0;
  for (;;) {
    std::vector<Line> batch = read_lines(lines, number);
    const std::string so_far = fmt::format("sending line {} and on; {} were taken in before",
                                           batch.empty() ? number + 1 : batch.front().number,
                                           counted(static_cast<std::size_t>(report.sent), "event"));
    const auto ended = [&](const Error& error) -> Result<providers::SendReport> {
      if (report.sent == 0) return fail(in_context(error, so_far));
      report.error = in_context(error, so_far);
      return std::move(report);
    };
    if (cancelled())
      return ended({.kind = ErrorKind::kCancelled, .code = codes::kInterrupted, .message = "interrupted"});
    if (batch.empty()) return report;
    const std::int64_t refused = report.refused;
    const std::vector<List> events = check_lines(batch, *topic.schema, topic, report);
    const auto done = change_platform(
        connection, [&]() -> Result<> { return take_in(connection, topic, events, report.refused - refused); });
    if (!done) return ended(done.error());
    report.sent += static_cast<std::int64_t>(events.size());
  }
}

}  // namespace dac::local::stream
