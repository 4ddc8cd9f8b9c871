#pragma once
// What a connector and its tasks are in, by what a worker says of them. Pure.

#include <cstddef>
#include <string>

#include "schema/value/value.h"

namespace dac::connect {

struct Status {
  /// "running", "paused", "stopped", "failed": also where only a task has; empty: on its way from one to another.
  std::string state = {};
  std::size_t tasks = 0;
  std::size_t running = 0;   // of the tasks
  std::size_t failed = 0;    // of the tasks
  std::string failure = {};  // the trace of what failed
};

/// Of GET /connectors/NAME/status.
Status read_status(const Value& status);

/// Of a trace, short enough to be told. Secrets are masked before: one may have several lines.
std::string first_line(std::string trace);

/// "1 of 2 tasks run, 1 failed"
std::string words(const Status& status);

}  // namespace dac::connect
