#pragma once
// Executes a plan: a pure schedule says which steps may start, worker threads (one a target at most per provider call)
// apply them in batches and read back; outcomes go to journal and ledger; events go to the caller. SIGKILL at any point
// and a second run converge.

#include <functional>
#include <string>
#include <vector>

#include "planner/ledger/ledger.h"
#include "planner/ledger/secrets.h"
#include "planner/live/targets.h"
#include "planner/plan/plan.h"

namespace dac::planner {

enum class EventType { kRunStarted, kStepStarted, kStepDone, kStepFailed, kStepSkipped, kRunDone };
std::string_view event_type_name(EventType type);

struct Event {
  std::int64_t seq = 0;
  EventType type = EventType::kRunStarted;
  std::string step;
  std::string resource;
  std::string message;  // of failed and skipped: why
  Value summary;        // of run_done: {"done": 3, "failed": 0, "skipped": 0, "interrupted": false}
};

struct ExecuteOptions {
  int parallelism = 4;
  std::function<bool()> cancelled;             // SIGINT or SIGTERM came
  std::function<void(const Event&)> on_event;  // called from one thread at a time
  Provenance provenance;
  SecretPrint secret_print = {};  // kept with what was applied
  /// Of settle: a system that the ledger knows and that is no more is an empty one, in which nothing was done.
  bool lost_is_empty = false;
};

struct Report {
  int done = 0;
  int failed = 0;
  int skipped = 0;
  int pending = 0;           // of the failed: what came of it is not known yet; the intent stays open for it
  bool interrupted = false;  // a signal came; what ran was finished
  bool changed = false;      // something live or owned is not what it was; also where the step failed later on
  std::vector<std::pair<std::string, Error>> errors;  // resource, why
};

/// What a run that may not begin says to those who read along: its end.
Event refused_event();

/// Fails only where nothing was done: the ledger is held or cannot be written.
Result<Report> execute(const Plan& plan, Ledger& ledger, Targets& targets, providers::Context& context,
                       const ExecuteOptions& options);

/// After a crash: what the open intent set out to do is read live, and the ledger is told what came of it. Safe to call
/// when nothing is open.
Result<> settle(Ledger& ledger, Targets& targets, providers::Context& context, const ExecuteOptions& options);

}  // namespace dac::planner
