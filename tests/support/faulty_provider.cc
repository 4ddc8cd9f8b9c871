#include "tests/support/faulty_provider.h"

#include <csignal>

#include "schema/diag/codes/machine.h"
#include "tests/support/shelf.h"

namespace dac::test {
namespace {

using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;

Outcome outcome_of(OutcomeKind kind, const std::string& message, bool retryable = false) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.error = {.kind = ErrorKind::kUnavailable, .message = message};
  outcome.error.retryable = retryable;
  return outcome;
}

}  // namespace

Outcome FaultyProvider::one(const Operation& operation, providers::Context& context) {
  Outcome result = outcome_of(OutcomeKind::kUnknown, "no answer");
  inner_->apply(
      {&operation, 1}, [&](std::size_t, Outcome outcome) { result = std::move(outcome); }, context);
  return result;
}

Outcome FaultyProvider::meet(const Operation& operation, providers::Context& context) {
  met_ = true;
  switch (fault_) {
    case Fault::kRefused:
      return outcome_of(OutcomeKind::kFailed, "refused");
    case Fault::kBusy:
      return outcome_of(OutcomeKind::kFailed, "busy", true);
    case Fault::kSilent:
      return outcome_of(OutcomeKind::kUnknown, "timed out");
    case Fault::kAnswerLost:
      one(operation, context);
      return outcome_of(OutcomeKind::kUnknown, "timed out");
    case Fault::kWrongRefusal:
      one(operation, context);
      return outcome_of(OutcomeKind::kFailed, "refused");
    case Fault::kHalfDone: {
      one(operation, context);
      Outcome outcome = outcome_of(OutcomeKind::kFailed, "made, and does not work");
      outcome.changed = true;
      return outcome;
    }
    case Fault::kLie:
      return outcome_of(OutcomeKind::kDone, "");
    case Fault::kPending: {
      pending_.push_back(operation);
      Outcome outcome = outcome_of(OutcomeKind::kPending, "");
      outcome.token = std::to_string(pending_.size());
      return outcome;
    }
    case Fault::kRestSilent:
      silent_ = true;
      return outcome_of(OutcomeKind::kUnknown, "timed out");
    case Fault::kKillPending: {
      Outcome outcome = outcome_of(OutcomeKind::kPending, "");
      outcome.token = ShelfProvider::token_of(operation);
      return outcome;
    }
    case Fault::kKillBefore:
      raise(SIGKILL);
      break;
    case Fault::kKillAfter:
      one(operation, context);
      raise(SIGKILL);
      break;
    case Fault::kReadFails:
    case Fault::kReadUnknown:
      break;
  }
  return one(operation, context);
}

void FaultyProvider::apply(std::span<const Operation> operations, const providers::OutcomeSink& sink,
                           providers::Context& context) {
  silent_ = false;
  const bool counts = fault_ != Fault::kReadFails && fault_ != Fault::kReadUnknown;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    ++changes_;
    if (silent_) continue;
    sink(i, counts && changes_ == at_ ? meet(operations[i], context) : one(operations[i], context));
  }
}

Outcome FaultyProvider::resume(const std::string& token, providers::Context& context) {
  if (fault_ == Fault::kKillPending) raise(SIGKILL);
  const std::size_t index = token.empty() ? 0 : static_cast<std::size_t>(token.front() - '0');
  if (index == 0 || index > pending_.size()) return inner_->resume(token, context);
  return one(pending_[index - 1], context);
}

Result<std::vector<providers::Live>> FaultyProvider::read(std::span<const providers::ObjectKey> keys,
                                                          providers::Context& context) {
  ++reads_;
  if (reads_ == at_ && fault_ == Fault::kReadFails) {
    met_ = true;
    return fail(ErrorKind::kTimeout, codes::kFailed, "the read timed out");
  }
  auto live = inner_->read(keys, context);
  if (reads_ == at_ && fault_ == Fault::kReadUnknown) {
    met_ = true;
    for (providers::Live& one_live : *live)
      one_live = {.key = one_live.key, .identity = {}, .fields = {}, .why = "timed out"};
  }
  return live;
}

}  // namespace dac::test
