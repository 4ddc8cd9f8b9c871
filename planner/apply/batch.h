#pragma once
// The calls of a few steps of one target: looked at before, made, settled and read back. Success is what was read, not
// what was answered. One thread at a time for one target.

#include <chrono>
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
};

/// What came of a step: the results of its calls up to the first that failed.
struct StepResult {
  std::vector<CallResult> calls;
  [[nodiscard]] const Error* error() const {
    return calls.empty() || !calls.back().error ? nullptr : &*calls.back().error;
  }
};

class BatchRunner {
 public:
  /// `provider` is needed only where a step has calls.
  BatchRunner(providers::Provider* provider, providers::Context& context) : provider_(provider), context_(context) {}

  /// How many steps to give to one run().
  [[nodiscard]] std::size_t batch() const;

  /// One result a step, in order. The n-th calls of all steps go to the provider together.
  std::vector<StepResult> run(std::span<const Step* const> steps);

 private:
  struct Call;
  void run_calls(std::vector<Call>& calls);
  void look_before(std::vector<Call>& calls);
  void check_before(Call& call, providers::Live live);
  bool make(std::vector<Call>& calls);
  void settle(Call& call);
  void read_back(std::vector<Call>& calls);
  void check_after(Call& call, providers::Live live);

  providers::Provider* provider_;
  providers::Context& context_;
  std::set<providers::ObjectKey>
      made_;  // by this run: a second step that implies the same shared object finds it there
};

/// "topic orders".
std::string key_text(const providers::ObjectKey& key);

}  // namespace dac::planner
