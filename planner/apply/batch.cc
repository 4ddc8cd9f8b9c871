#include "planner/apply/batch.h"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "planner/apply/compare.h"
#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMaxRetries = 3;
constexpr milliseconds kFirstPause{10};
constexpr milliseconds kLongestPause{1000};

/// Waits longer each time, until the deadline.
class Backoff {
 public:
  explicit Backoff(milliseconds deadline) : end_(steady_clock::now() + deadline) {}
  /// False: the time is up.
  bool wait() {
    const auto left = std::chrono::duration_cast<milliseconds>(end_ - steady_clock::now());
    if (left <= milliseconds::zero()) return false;
    std::this_thread::sleep_for(std::min(pause_, left));
    pause_ = std::min(pause_ * 2, kLongestPause);
    return true;
  }

 private:
  steady_clock::time_point end_;
  milliseconds pause_ = kFirstPause;
};

Live unread(const providers::ObjectKey& key, std::string why) {
  return {.key = key, .presence = Presence::kUnknown, .identity = {}, .fields = {}, .why = std::move(why)};
}

Error moved(const providers::ObjectKey& key, std::string_view what) {
  return {.kind = ErrorKind::kConflict,
          .code = codes::kObjectMoved,
          .message = fmt::format("{} {}", key_text(key), what),
          .help = "plan again and look at what it says now"};
}

Error not_known(const providers::ObjectKey& key, std::string_view why) {
  return {.kind = ErrorKind::kUnavailable,
          .code = codes::kOutcomeUnknown,
          .message = fmt::format("{}: what came of the change is not known: {}", key_text(key), why),
          .help = "plan again once the system answers: the plan shows what is there"};
}

}  // namespace

/// One call on its way.
struct BatchRunner::Call {
  enum class Stage { kToMake, kMade, kOver };
  const Operation* operation;
  CallResult result;
  Stage stage = Stage::kToMake;

  void fail_with(Error error) {
    result.error = std::move(error);
    stage = Stage::kOver;
  }
};

std::string key_text(const providers::ObjectKey& key) { return key.kind + " " + key.name; }

std::size_t BatchRunner::batch() const {
  return provider_ == nullptr ? 1 : std::max<std::size_t>(1, provider_->info().batch);
}

std::vector<StepResult> BatchRunner::run(std::span<const Step* const> steps) {
  std::vector<StepResult> results(steps.size());
  for (std::size_t wave = 0;; ++wave) {
    std::vector<Call> calls;
    std::vector<std::size_t> owner;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (wave >= steps[i]->calls.size() || results[i].error() != nullptr) continue;
      calls.push_back({.operation = &steps[i]->calls[wave], .result = {}});
      owner.push_back(i);
    }
    if (calls.empty()) return results;
    run_calls(calls);
    for (std::size_t i = 0; i < calls.size(); ++i) results[owner[i]].calls.push_back(std::move(calls[i].result));
  }
}

void BatchRunner::run_calls(std::vector<Call>& calls) {
  look_before(calls);
  for (int attempt = 0; make(calls); ++attempt) {
    if (attempt == kMaxRetries) {
      for (Call& call : calls)
        if (call.stage == Call::Stage::kToMake) call.fail_with(std::move(call.result.outcome.error));
      break;
    }
    std::this_thread::sleep_for(kFirstPause * (1 << (2 * attempt)));
  }
  read_back(calls);
}

void BatchRunner::look_before(std::vector<Call>& calls) {
  std::vector<providers::ObjectKey> keys;
  keys.reserve(calls.size());
  for (const Call& call : calls) keys.push_back(call.operation->key);
  Result<std::vector<Live>> live = provider_->read(keys, context_);
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (!live) {
      calls[i].fail_with(in_context(live.error(), "reading " + key_text(keys[i]) + " before changing it"));
    } else {
      check_before(calls[i], i < live->size() ? std::move((*live)[i]) : unread(keys[i], "no answer"));
    }
  }
}

/// The plan was made for what was live then; anything else is left alone.
void BatchRunner::check_before(Call& call, Live live) {
  const Operation& operation = *call.operation;
  if (live.presence == Presence::kUnknown) {
    call.fail_with({.kind = ErrorKind::kUnavailable,
                    .code = codes::kOutcomeUnknown,
                    .message = fmt::format("{} cannot be read: {}", key_text(operation.key), live.why),
                    .help = "nothing was done to it; plan again once the system answers"});
    return;
  }
  const bool present = live.presence == Presence::kPresent;
  if (operation.action == Action::kCreate) {
    if (!present) return;
    if (made_.contains(operation.key)) {
      check_after(call, std::move(live));
      if (call.stage == Call::Stage::kOver) return;
    }
    call.fail_with(moved(operation.key, "was made by someone else since the plan"));
  } else if (!present) {
    if (operation.action == Action::kDelete) {
      call.result.live = std::move(live);
      call.stage = Call::Stage::kOver;
    } else {
      call.fail_with(moved(operation.key, "is gone since the plan"));
    }
  } else if (!operation.identity.empty() && !live.identity.empty() && operation.identity != live.identity) {
    call.fail_with(moved(operation.key, fmt::format("is not the one that the plan was made for: it is {}, was {}",
                                                    live.identity, operation.identity)));
  }
}

/// Calls the provider for what is still to be made. True: some calls failed in a way that allows another try.
bool BatchRunner::make(std::vector<Call>& calls) {
  std::vector<Operation> operations;
  std::vector<Call*> mine;
  for (Call& call : calls) {
    if (call.stage != Call::Stage::kToMake) continue;
    operations.push_back(*call.operation);
    mine.push_back(&call);
    call.result.outcome = Outcome();
    call.result.outcome.kind = OutcomeKind::kUnknown;
    call.result.outcome.error.message = "the provider did not say what came of it";
  }
  if (operations.empty()) return false;
  const auto sink = [&](std::size_t index, Outcome outcome) {
    if (index < mine.size()) mine[index]->result.outcome = std::move(outcome);
  };
  provider_->apply(operations, sink, context_);
  bool again = false;
  for (Call* call : mine) {
    settle(*call);
    again = again || call->stage == Call::Stage::kToMake;
  }
  return again;
}

/// Asks for what is pending until the deadline. What stays pending or unknown is decided by reading back.
void BatchRunner::settle(Call& call) {
  Outcome& outcome = call.result.outcome;
  Backoff backoff(context_.deadline);
  while ((outcome.kind == OutcomeKind::kPending || outcome.kind == OutcomeKind::kUnknown) && !outcome.token.empty()) {
    const std::string token = outcome.token;
    outcome = provider_->resume(token, context_);
    if (outcome.kind == OutcomeKind::kDone || outcome.kind == OutcomeKind::kFailed) break;
    if (outcome.token.empty()) outcome.token = token;
    if (!backoff.wait()) break;
  }
  if (outcome.kind != OutcomeKind::kFailed) {
    call.stage = Call::Stage::kMade;
  } else if (!outcome.error.retryable) {
    call.fail_with(outcome.error);
  }
}

void BatchRunner::read_back(std::vector<Call>& calls) {
  std::vector<Call*> open;
  for (Call& call : calls)
    if (call.stage == Call::Stage::kMade) open.push_back(&call);
  for (Backoff backoff(context_.deadline); !open.empty();) {
    std::vector<providers::ObjectKey> keys;
    keys.reserve(open.size());
    for (const Call* call : open) keys.push_back(call->operation->key);
    Result<std::vector<Live>> live = provider_->read(keys, context_);
    for (std::size_t i = 0; i < open.size(); ++i)
      check_after(*open[i], live && i < live->size() ? std::move((*live)[i])
                                                     : unread(keys[i], live ? "no answer" : live.error().message));
    std::erase_if(open, [](const Call* call) { return call->stage == Call::Stage::kOver; });
    if (!open.empty() && !backoff.wait()) break;
  }
  for (Call* call : open) call->fail_with(*call->result.error);
}

/// Over where it is as wanted; else says in `result.error` what is not, for the case that it stays so.
void BatchRunner::check_after(Call& call, Live live) {
  const Operation& operation = *call.operation;
  const Outcome& outcome = call.result.outcome;
  const bool present = live.presence == Presence::kPresent;
  std::optional<std::string> wrong;
  if (operation.action == Action::kDelete) {
    if (present) wrong = "it is still there";
  } else {
    wrong = present ? find_difference(operation.after, live.fields) : "it is not there";
  }
  if (live.presence == Presence::kUnknown) {
    call.result.error = not_known(operation.key, live.why);
  } else if (!wrong) {
    call.result.error.reset();
    call.stage = Call::Stage::kOver;
    if (present) made_.insert(operation.key);
  } else if (outcome.kind == OutcomeKind::kDone) {
    call.result.error = Error{.kind = ErrorKind::kConflict,
                              .code = codes::kNotTaken,
                              .message = fmt::format("{}: the system said ok, but {}", key_text(operation.key), *wrong),
                              .help = "look for what overrides it: a policy, a limit, another tool; then apply again"};
  } else {
    call.result.error = outcome.error.message.empty() ? not_known(operation.key, *wrong) : outcome.error;
  }
  call.result.live = std::move(live);
}

}  // namespace dac::planner
