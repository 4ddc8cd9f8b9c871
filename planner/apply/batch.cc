#include "planner/apply/batch.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <iterator>
#include <thread>

#include "planner/apply/backoff.h"
#include "planner/apply/compare.h"
#include "planner/diff/compare.h"
#include "schema/base/text.h"
#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;
using std::chrono::milliseconds;

constexpr int kMaxRetries = 3;
constexpr milliseconds kFirstPause{10};

void progress(const providers::Context& context, const std::string& text) {
  if (context.progress) context.progress(text);
}

Live unread(const providers::ObjectKey& key, std::string why) {
  return {.key = key, .presence = Presence::kUnknown, .identity = {}, .fields = {}, .why = std::move(why)};
}

/// The fields that the operation is about, but what only follows from other resources: this very run may have changed
/// those just now.
Value own_fields(const Operation& operation) {
  Value fields = operation.action == Action::kDelete ? operation.before : operation.after;
  const auto table = fields_of(operation.resource, operation.key);
  if (table.empty() || fields.as_map() == nullptr) return fields;
  Map own;
  for (auto& [name, value] : *fields.as_map())
    if (schema::find_field(table, name) != nullptr) own.append(name, std::move(value));
  return Value(std::move(own));
}

/// What is not as it should be, without the values of a map that may hold secrets.
std::string without_guarded(const Operation& operation, const std::string& wrong) {
  for (const schema::Field& field : fields_of(operation.resource, operation.key))
    if (field.guarded && wrong.starts_with(field.name)) {
      const std::size_t entry_end = wrong.find("\"] is ");
      const std::size_t end = entry_end == std::string::npos ? wrong.find(" is ") : entry_end + 2;
      return wrong.substr(0, end) + " is not as it should be";
    }
  return wrong;
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
          .message = fmt::format("what came of the change is not known: {}", why),
          .help = "plan again once the system answers: the plan shows what is there",
          .context = {key_text(key)}};
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
  for (;;) {
    std::vector<Call> calls;
    std::vector<std::size_t> owner;
    std::set<providers::ObjectKey> met;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::size_t next = results[i].calls.size();
      if (next >= steps[i]->calls.size() || results[i].error() != nullptr) continue;
      if (!met.insert(steps[i]->calls[next].key).second) continue;
      calls.push_back({.operation = &steps[i]->calls[next], .result = {}});
      owner.push_back(i);
    }
    if (calls.empty()) return results;
    run_calls(calls);
    for (std::size_t i = 0; i < calls.size(); ++i) results[owner[i]].calls.push_back(std::move(calls[i].result));
  }
}

void BatchRunner::run_calls(std::vector<Call>& calls) {
  ask_for(calls);
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

/// Reads need tell no more than what the calls are about.
void BatchRunner::ask_for(const std::vector<Call>& calls) {
  std::set<std::string> entries;
  for (const Call& call : calls) {
    const Operation& operation = *call.operation;
    const Value* config = (operation.action == Action::kDelete ? operation.before : operation.after).get("config");
    if (config == nullptr || config->as_map() == nullptr) continue;
    for (const auto& [name, value] : *config->as_map()) entries.insert(name);
  }
  context_.entries.emplace(entries.begin(), entries.end());
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
  } else if (operation.before.is_null()) {
    return;  // how it was is not known
  } else if (const auto what = find_move(own_fields(operation), operation.before, live.fields)) {
    call.fail_with(moved(operation.key, fmt::format("changed since the plan: {}", without_guarded(operation, *what))));
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
  settle(mine);
  return std::any_of(mine.begin(), mine.end(), [](const Call* call) { return call->stage == Call::Stage::kToMake; });
}

/// Asks for what is pending, all of it together, until the deadline. What stays pending or unknown is decided by
/// reading back.
void BatchRunner::settle(std::span<Call* const> calls) {
  const auto is_open = [](const Call* call) {
    const Outcome& outcome = call->result.outcome;
    return (outcome.kind == OutcomeKind::kPending || outcome.kind == OutcomeKind::kUnknown) && !outcome.token.empty();
  };
  std::vector<Call*> open;
  std::copy_if(calls.begin(), calls.end(), std::back_inserter(open), is_open);
  const auto keep = [&] {
    std::vector<Token> tokens;
    for (const Call* call : open) tokens.push_back({call->operation->key, call->result.outcome.token});
    if (on_tokens_ && !tokens.empty()) on_tokens_(tokens);
  };
  keep();
  for (Backoff backoff(provider_->info().visible); !open.empty();) {
    bool moved_on = false;
    for (Call* call : open) {
      Outcome& outcome = call->result.outcome;
      const std::string token = outcome.token;
      outcome = provider_->resume(token, context_);
      if (outcome.token.empty() && outcome.kind != OutcomeKind::kDone && outcome.kind != OutcomeKind::kFailed)
        outcome.token = token;
      moved_on = moved_on || (is_open(call) && outcome.token != token);
    }
    std::erase_if(open, [&](const Call* call) { return !is_open(call); });
    if (moved_on) keep();
    if (open.empty() || !backoff.wait()) break;
    progress(context_, fmt::format("{} under way", counted(open.size(), "change")));
  }
  for (Call* call : calls) {
    const Outcome& outcome = call->result.outcome;
    if (outcome.kind != OutcomeKind::kFailed || outcome.changed)
      call->stage = Call::Stage::kMade;
    else if (!outcome.error.retryable)
      call->fail_with(outcome.error);
  }
}

void BatchRunner::read_back(std::vector<Call>& calls) {
  std::vector<Call*> open;
  for (Call& call : calls)
    if (call.stage == Call::Stage::kMade) open.push_back(&call);
  const std::size_t all = open.size();
  using Clock = std::chrono::steady_clock;
  Clock::time_point silent_since = Clock::time_point::max();  // it is not
  for (Backoff backoff(provider_->info().visible); !open.empty();) {
    std::vector<providers::ObjectKey> keys;
    keys.reserve(open.size());
    for (const Call* call : open) keys.push_back(call->operation->key);
    Result<std::vector<Live>> live = provider_->read(keys, context_);
    for (std::size_t i = 0; i < open.size(); ++i)
      check_after(*open[i], live && i < live->size() ? std::move((*live)[i])
                                                     : unread(keys[i], live ? "no answer" : live.error().message));
    std::erase_if(open, [](const Call* call) { return call->stage == Call::Stage::kOver; });
    if (open.empty()) break;
    // Changes take their time; a system that is not there is given no more than one call may take.
    silent_since = live ? Clock::time_point::max() : std::min(silent_since, Clock::now());
    if (!live && Clock::now() - silent_since >= context_.deadline) break;
    progress(context_, fmt::format("{} of {} visible", all - open.size(), counted(all, "change")));
    if (!backoff.wait()) break;
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
    // A system may give a text back in a form of its own that means the same.
    Live told = live;
    if (present) told.fields = provider_->canonical(operation.key, std::move(told.fields));
    wrong = present ? find_difference(provider_->canonical(operation.key, operation.after), told) : "it is not there";
  }
  const bool is_gone = operation.action == Action::kDelete && live.presence == Presence::kAbsent;
  const bool is_failing = outcome.kind == OutcomeKind::kFailed && !is_gone;
  call.result.changed =
      is_failing || (present && operation.action == Action::kCreate && outcome.kind == OutcomeKind::kDone);
  if (is_failing) {
    call.result.error = outcome.error;
    if (present) call.stage = Call::Stage::kOver;
  } else if (live.presence == Presence::kUnknown) {
    call.result.error = not_known(operation.key, live.why);
  } else if (!wrong) {
    call.result.error.reset();
    call.stage = Call::Stage::kOver;
    if (present) made_.insert(operation.key);
  } else if (outcome.kind == OutcomeKind::kDone) {
    call.result.error = Error{.kind = ErrorKind::kConflict,
                              .code = codes::kNotTaken,
                              .message = fmt::format("{}: the system said ok, but {}", key_text(operation.key),
                                                     without_guarded(operation, *wrong)),
                              .help = "look for what overrides it: a policy, a limit, another tool; then apply again"};
  } else {
    call.result.error = outcome.error.message.empty() ? not_known(operation.key, *wrong) : outcome.error;
  }
  call.result.live = std::move(live);
}

}  // namespace dac::planner
