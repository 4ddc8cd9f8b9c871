#include "planner/apply/run.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "schema/base/check.h"
#include "schema/base/text.h"
#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

std::vector<ScheduleStep> schedule_of(const Plan& plan) {
  std::vector<ScheduleStep> steps;
  steps.reserve(plan.steps.size());
  for (const Step& step : plan.steps)
    steps.push_back({.id = step.id, .name = step.resource, .target = step.target, .after = step.after});
  return steps;
}

bool is_blocked(const Step& step) { return !step.blocked_by.empty() || step.risk == Risk::kForbidden; }

/// By what a step is blocked, in words: another step by its resource.
std::string blockers_of(const Plan& plan, const Step& step) {
  std::vector<std::string> why;
  for (const std::string& each : step.blocked_by) {
    const auto first = std::find_if(plan.steps.begin(), plan.steps.end(), [&](const Step& s) { return s.id == each; });
    why.push_back(first == plan.steps.end() ? each : fmt::format("{} is blocked", first->resource));
  }
  return why.empty() ? "forbidden" : join(why, ", ");
}

bool is_destructive(const Step& step) {
  return step.risk == Risk::kDataLoss || step.risk == Risk::kReprocess ||
         std::any_of(step.calls.begin(), step.calls.end(), [](const providers::Operation& call) {
           return call.action == Action::kDelete || call.action == Action::kReplace;
         });
}

std::vector<DoneCall> done_calls(const Step& step, const StepResult& result, const SecretPrint& print) {
  std::vector<DoneCall> done;
  for (std::size_t i = 0; i < result.calls.size(); ++i) {
    const CallResult& call = result.calls[i];
    const bool is_there = call.changed && call.live.presence == providers::Presence::kPresent;
    if (!call.error || (is_there && step.calls[i].action != Action::kDelete))
      done.push_back({.call = i,
                      .live = call.live,
                      .identity = call.outcome.identity,
                      .outputs = call.outcome.outputs,
                      .private_part = call.outcome.private_part,
                      .secrets = prints_of(step.calls[i].after, print)});
  }
  return done;
}

}  // namespace

Value summary_of(const Report& report) {
  Map map;
  map.set("done", report.done);
  map.set("failed", report.failed);
  map.set("skipped", report.skipped);
  map.set("interrupted", report.interrupted);
  return map;
}

Run::Run(const RunInputs& inputs) : in_(inputs), schedule_(schedule_of(inputs.plan)) {}

Report Run::execute() {
  std::set<std::string> targets;
  for (const Step& step : in_.plan.steps) targets.insert(step.target);
  write_records();
  skip_blocked();
  const std::size_t workers =
      std::clamp<std::size_t>(targets.size(), 1, static_cast<std::size_t>(std::max(1, in_.options.parallelism)));
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < workers; ++i) threads.emplace_back([this] { work(); });
    work();
  }
  report_.interrupted = in_.options.cancelled && in_.options.cancelled();
  return report_;
}

/// Called from the thread of a batch, which holds no lock.
void Run::keep(const std::string& target, const std::vector<Token>& tokens) {
  const std::lock_guard lock(mutex_);
  std::vector<PendingCall> calls;
  for (const Token& token : tokens) {
    const auto step = std::find_if(in_.plan.steps.begin(), in_.plan.steps.end(), [&](const Step& candidate) {
      return candidate.target == target &&
             std::any_of(candidate.calls.begin(), candidate.calls.end(),
                         [&](const providers::Operation& call) { return call.key == token.key; });
    });
    if (step != in_.plan.steps.end())
      calls.push_back({.step = step->id, .target = target, .key = token.key, .token = token.text});
  }
  if (const Result<> written = in_.ledger.journal_pending(calls); !written) stop_for(written.error());
}

/// What only the ledger keeps.
void Run::write_records() {
  if (in_.plan.records.empty()) return;
  std::vector<OwnershipChange> changes;
  changes.reserve(in_.plan.records.size());
  for (const Owned& record : in_.plan.records) changes.push_back({.step = {}, .gone = false, .owned = record});
  if (const Result<> written = in_.ledger.journal(changes); !written) stop_for(written.error());
}

void Run::work() {
  std::unique_lock lock(mutex_);
  while (!schedule_.is_finished()) {
    if (in_.options.cancelled && in_.options.cancelled()) skip(schedule_.stop("interrupted"));
    const std::optional<std::string> target = schedule_.ready_target();
    if (target) {
      run_batch(*target, schedule_.start(*target, runner_of(*target).batch()), lock);
      changed_.notify_all();
    } else if (schedule_.is_running()) {
      changed_.wait(lock);
    } else {
      skip(schedule_.stop("waits for a step that waits for it"));
    }
  }
  changed_.notify_all();
}

void Run::skip_blocked() {
  for (std::size_t i = 0; i < in_.plan.steps.size(); ++i) {
    const Step& step = in_.plan.steps[i];
    if (!is_blocked(step) || schedule_.is_over(i)) continue;
    const std::string why = blockers_of(in_.plan, step);
    ++report_.skipped;
    report_.errors.emplace_back(
        step.resource,
        Error{.kind = ErrorKind::kConflict,
              .code = codes::kStepBlocked,
              .message = fmt::format("{} {} is blocked: {}", action_name(step.action), step.resource, why)});
    tell(EventType::kStepSkipped, &step, "blocked: " + why);
    skip(schedule_.failed(i));
  }
}

void Run::run_batch(const std::string& target, const std::vector<std::size_t>& batch,
                    std::unique_lock<std::mutex>& lock) {
  std::vector<const Step*> steps;
  bool has_calls = false;
  for (const std::size_t i : batch) {
    steps.push_back(&in_.plan.steps[i]);
    has_calls = has_calls || !steps.back()->calls.empty();
    tell(EventType::kStepStarted, steps.back());
  }
  if (!journal_destructive(batch)) return;
  std::vector<StepResult> results(steps.size());
  if (has_calls) {
    BatchRunner& runner = runner_of(target);
    lock.unlock();
    results = runner.run(steps);
    lock.lock();
  }
  take(batch, results);
}

/// False: the journal cannot be written, so nothing destructive may start; the batch has failed.
bool Run::journal_destructive(const std::vector<std::size_t>& batch) {
  std::vector<std::string> ids;
  for (const std::size_t i : batch)
    if (is_destructive(in_.plan.steps[i])) ids.push_back(in_.plan.steps[i].id);
  if (ids.empty()) return true;
  const Result<> written = in_.ledger.journal_start(ids);
  if (written) return true;
  for (const std::size_t i : batch) fail_step(i, written.error());
  stop_for(written.error());
  return false;
}

/// Outcomes reach the journal before anybody hears of them.
void Run::take(const std::vector<std::size_t>& batch, const std::vector<StepResult>& results) {
  std::vector<OwnershipChange> changes;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Step& step = in_.plan.steps[batch[i]];
    if (results[i].is_pending()) {
      ++report_.pending;
      continue;
    }
    const auto before = in_.before.owned.find({step.resource, step.target});
    std::optional<OwnershipChange> change =
        change_of(intent_of(step), done_calls(step, results[i], in_.options.secret_print),
                  before == in_.before.owned.end() ? nullptr : &before->second);
    if (change) changes.push_back(std::move(*change));
    report_.changed = report_.changed || results[i].has_changed();
  }
  report_.changed = report_.changed || !changes.empty();
  const Result<> written = changes.empty() ? Result<>() : in_.ledger.journal(changes);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (const Error* error = results[i].error()) {
      fail_step(batch[i], *error);
      continue;
    }
    schedule_.done(batch[i]);
    ++report_.done;
    tell(EventType::kStepDone, &in_.plan.steps[batch[i]]);
  }
  if (!written) stop_for(written.error());
}

void Run::fail_step(std::size_t step, Error error) {
  ++report_.failed;
  tell(EventType::kStepFailed, &in_.plan.steps[step], error.message);
  report_.errors.emplace_back(in_.plan.steps[step].resource, std::move(error));
  skip(schedule_.failed(step));
}

void Run::skip(const std::vector<Schedule::Skip>& skips) {
  for (const Schedule::Skip& skipped : skips) {
    ++report_.skipped;
    tell(EventType::kStepSkipped, &in_.plan.steps[skipped.step], skipped.why);
  }
}

void Run::stop_for(Error error) {
  ++report_.failed;
  report_.errors.emplace_back("ledger", std::move(error));
  skip(schedule_.stop("the ledger cannot be written"));
}

BatchRunner& Run::runner_of(const std::string& target) {
  const auto found = runners_.find(target);
  if (found != runners_.end()) return found->second;
  const auto provider = in_.targets.find(target);
  return runners_
      .emplace(target, BatchRunner(provider == in_.targets.end() ? nullptr : provider->second.get(),
                                   context_of(target, in_.context),
                                   [this, target](const std::vector<Token>& tokens) { keep(target, tokens); }))
      .first->second;
}

void Run::tell(EventType type, const Step* step, std::string message, Value summary) {
  ++seq_;
  if (!in_.options.on_event) return;
  in_.options.on_event({.seq = seq_,
                        .type = type,
                        .step = step == nullptr ? "" : step->id,
                        .resource = step == nullptr ? "" : step->resource,
                        .message = std::move(message),
                        .summary = std::move(summary)});
}

}  // namespace dac::planner
