#include "providers/connect/status.h"

#include <fmt/format.h>

#include "schema/base/text.h"

namespace dac::connect {
namespace {

constexpr std::size_t kLongestLine = 500;

}  // namespace

Status read_status(const Value& status) {
  Status read;
  const Value* connector = status.get("connector");
  if (connector == nullptr) return read;
  const std::string state = to_lower(connector->get_string("state"));
  if (state == "running" || state == "paused" || state == "stopped" || state == "failed") read.state = state;
  if (state == "failed") read.failure = connector->get_string("trace");
  const Value* tasks = status.get("tasks");
  if (tasks == nullptr || tasks->as_list() == nullptr) return read;
  for (const Value& task : *tasks->as_list()) {
    ++read.tasks;
    const std::string task_state = task.get_string("state");
    if (task_state == "RUNNING") ++read.running;
    if (task_state != "FAILED") continue;
    ++read.failed;
    if (read.failure.empty()) read.failure = task.get_string("trace");
  }
  if (read.state == "running" && read.failed > 0) read.state = "failed";
  return read;
}

std::string first_line(std::string trace) {
  trace.resize(std::min(trace.find('\n'), trace.size()));
  if (trace.size() > kLongestLine) trace = trace.substr(0, kLongestLine) + "...";
  return trace;
}

std::string words(const Status& status) {
  if (status.tasks == 0) return "no task runs";
  std::string text = fmt::format("{} of {} tasks run", status.running, status.tasks);
  if (status.failed > 0) text += fmt::format(", {} failed", status.failed);
  return text;
}

}  // namespace dac::connect
