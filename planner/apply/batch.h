#pragma once
// The calls of a few steps of one target: looked at before, made, settled and read back. Success is what was read, not
// what was answered. One thread at a time for one target.

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "planner/plan/plan.h"
#include "providers/api/provider.h"

namespace dac::planner {

/// What came of one call.
struct CallResult {
  std::optional<Error> error;  // nothing: it was done, and is there
  providers::Outcome outcome;
  providers::Live live;  // as read back
  bool changed = false;  // where it failed: something was done all the same, and what is there counts as ours
};

/// What came of a step: the results of its calls up to the first that failed.
struct StepResult {
  std::vector<CallResult> calls;
  /// The system has taken the last call and may still carry it out.
  [[nodiscard]] bool is_pending() const {
    if (calls.empty() || !calls.back().error) return false;
    const providers::Outcome& outcome = calls.back().outcome;
    return !outcome.token.empty() &&
           (outcome.kind == providers::OutcomeKind::kPending || outcome.kind == providers::OutcomeKind::kUnknown);
  }
  /// Of one that failed.
  [[nodiscard]] bool has_changed() const { return !calls.empty() && calls.back().changed; }
  [[nodiscard]] const Error* error() const {
    return calls.empty() || !calls.back().error ? nullptr : &*calls.back().error;
  }
};

/// A token that the provider gave for a call.
struct Token {
  providers::ObjectKey key;
  std::string text;
};

class BatchRunner {
 public:
  /// Hears of tokens before anything is done with them.
  using TokenSink = std::function<void(const std::vector<Token>& tokens)>;
  /// `provider` is needed only where a step has calls.
  BatchRunner(providers::Provider* provider, const providers::Context& context, TokenSink on_tokens = {})
      : provider_(provider), context_(context), on_tokens_(std::move(on_tokens)) {
    context_.ends_calls = true;
  }

  /// How many steps to give to one run().
  [[nodiscard]] std::size_t batch() const;

  /// One result a step, in order. The next calls of all steps go to the provider together, but never two about the same
  /// object: what two steps share is made once, and the second finds it there.
  std::vector<StepResult> run(std::span<const Step* const> steps);

 private:
  struct Call;
  void run_calls(std::vector<Call>& calls);
  void ask_for(const std::vector<Call>& calls);
  void look_before(std::vector<Call>& calls);
  void check_before(Call& call, providers::Live live);
  bool make(std::vector<Call>& calls);
  void settle(std::span<Call* const> calls);
  void read_back(std::vector<Call>& calls);
  void check_after(Call& call, providers::Live live);

  providers::Provider* provider_;
  providers::Context context_;
  TokenSink on_tokens_;
  std::set<providers::ObjectKey>
      made_;  // by this run: a second step that implies the same shared object finds it there
};

/// "topic orders".
std::string key_text(const providers::ObjectKey& key);

}  // namespace dac::planner
