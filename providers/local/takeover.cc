#include "providers/local/takeover.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

#include "providers/local/stream/engine.h"
#include "providers/local/stream/streams.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/sql/statement.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::Operation;
using providers::RiskNote;
using stream::Stream;
using stream::Writer;

class Takeovers {
 public:
  Takeovers(Connection& live, std::span<const Operation> operations, std::vector<Stream> streams)
      : live_(live), operations_(operations), streams_(std::move(streams)) {}

  std::vector<RiskNote> of(const Operation& operation) {
    if (operation.key.kind != "pipeline") return {};
    if (operation.action == Action::kCreate || operation.action == Action::kReplace) return of_new(operation);
    return operation.action == Action::kDelete ? of_gone(operation) : std::vector<RiskNote>();
  }

 private:
  std::vector<RiskNote> of_new(const Operation& operation) {
    const stream::Pipeline pipeline = stream::pipeline_of(operation.key.name, operation.after);
    if (pipeline.into_topic || is_emptied(pipeline.into)) return {};
    std::vector<Writer> before = stream::left_rows(live_, pipeline.into).value_or(std::vector<Writer>());
    for (const Stream& known : streams_)
      if (has_rows_in(known, pipeline.into) && leaves(known))
        before.push_back({known.pipeline.name, known.pipeline.sql});
    const std::string now = schema::canonical_sql(pipeline.sql);
    const auto other = std::find_if(before.begin(), before.end(),
                                    [&](const Writer& writer) { return schema::canonical_sql(writer.sql) != now; });
    if (other == before.end()) return {};
    return {
        note(fmt::format("{} holds what pipeline '{}' wrote by other SQL; it is emptied, and then holds just the new "
                         "answer, computed over all events",
                         pipeline.into, other->name))};
  }

  std::vector<RiskNote> of_gone(const Operation& operation) {
    const auto known = std::find_if(streams_.begin(), streams_.end(),
                                    [&](const Stream& stream) { return stream.pipeline.name == operation.key.name; });
    if (known == streams_.end() || !has_rows_in(*known, known->pipeline.into)) return {};
    const std::string& table = known->pipeline.into;
    if (is_emptied(table) || is_taken_over(table)) return {};
    const auto stays = [&](const Stream& stream) {
      return &stream != &*known && has_rows_in(stream, table) && !leaves(stream) && !stream.pipeline.batch &&
             !stream.pipeline.stopped;
    };
    const auto other = std::find_if(streams_.begin(), streams_.end(), stays);
    if (other == streams_.end()) return {};
    return {note(fmt::format("its rows leave {}, which pipeline '{}' still fills and computes again over all events",
                             table, other->pipeline.name))};
  }

  static RiskNote note(std::string message) {
    return {.code = codes::kRecomputed,
            .risk = providers::Risk::kReprocess,
            .path = {},
            .message = std::move(message),
            .help = "nothing is lost but the time: every event is kept"};
  }

  static bool has_rows_in(const Stream& stream, const std::string& table) {
    return !stream.pipeline.into_topic && stream.taken != stream::kNeverRan &&
           equal_ignoring_case(stream.pipeline.into, table);
  }

  /// Whether this plan takes a pipeline away from its target.
  [[nodiscard]] bool leaves(const Stream& stream) const {
    return std::any_of(operations_.begin(), operations_.end(), [&](const Operation& operation) {
      if (operation.key.kind != "pipeline" || operation.key.name != stream.pipeline.name) return false;
      if (operation.action == Action::kDelete || operation.action == Action::kReplace) return true;
      const std::string into = stream::pipeline_of({}, operation.after).into;
      return !into.empty() && !equal_ignoring_case(into, stream.pipeline.into);
    });
  }

  [[nodiscard]] bool is_emptied(const std::string& table) const {
    return std::any_of(operations_.begin(), operations_.end(), [&](const Operation& operation) {
      return operation.key.kind == "table" && operation.action != Action::kUpdate &&
             equal_ignoring_case(operation.key.name, table);
    });
  }

  [[nodiscard]] bool is_taken_over(const std::string& table) const {
    return std::any_of(operations_.begin(), operations_.end(), [&](const Operation& operation) {
      return operation.key.kind == "pipeline" && operation.action == Action::kCreate &&
             equal_ignoring_case(stream::pipeline_of({}, operation.after).into, table);
    });
  }

  Connection& live_;
  std::span<const Operation> operations_;
  std::vector<Stream> streams_;
};

}  // namespace

std::vector<std::vector<RiskNote>> takeovers(Connection& live, std::span<const Operation> operations) {
  std::vector<std::vector<RiskNote>> notes(operations.size());
  if (std::none_of(operations.begin(), operations.end(),
                   [](const Operation& operation) { return operation.key.kind == "pipeline"; }))
    return notes;
  auto streams = stream::read_streams(live);
  if (!streams) return notes;  // no pipeline was ever here
  Takeovers found(live, operations, std::move(*streams));
  for (std::size_t i = 0; i < operations.size(); ++i) notes[i] = found.of(operations[i]);
  return notes;
}

}  // namespace dac::local
