#pragma once
// One run of a plan, once the ledger is taken: worker threads start what the schedule allows, a target is in one batch
// at a time. All members are guarded by one mutex, but for the provider calls themselves.

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "planner/apply/batch.h"
#include "planner/apply/execute.h"
#include "planner/apply/intent.h"
#include "planner/apply/schedule.h"

namespace dac::planner {

/// The steps of a run and what they rest on; all outlive it.
struct RunInputs {
  const Plan& plan;
  const LedgerState& before;
  Ledger& ledger;
  Targets& targets;
  providers::Context& context;
  const ExecuteOptions& options;
};

class Run {
 public:
  explicit Run(const RunInputs& inputs);

  /// Skips the steps that are blocked or forbidden, executes the rest, and says what came of it. The ledger still holds
  /// the intent.
  Report execute();
  void tell(EventType type, const Step* step = nullptr, std::string message = {}, Value summary = {});

 private:
  void keep(const std::string& target, const std::vector<Token>& tokens);
  void write_records();
  void work();
  void skip_blocked();
  void run_batch(const std::string& target, const std::vector<std::size_t>& batch, std::unique_lock<std::mutex>& lock);
  bool journal_destructive(const std::vector<std::size_t>& batch);
  void take(const std::vector<std::size_t>& batch, const std::vector<StepResult>& results);
  void fail_step(std::size_t step, Error error);
  void skip(const std::vector<Schedule::Skip>& skips);
  void stop_for(Error error);
  BatchRunner& runner_of(const std::string& target);

  const RunInputs& in_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Schedule schedule_;
  std::map<std::string, BatchRunner> runners_;
  Report report_;
  std::int64_t seq_ = 0;
};

/// {"done": 3, "failed": 0, "skipped": 0, "interrupted": false}
Value summary_of(const Report& report);

}  // namespace dac::planner
