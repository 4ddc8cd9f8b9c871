#pragma once
// Which steps may start: pure bookkeeping over ids and after[]. A target runs one batch at a time; what depends on a
// failed or skipped step is skipped. One thread (the executor holds its lock).

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace dac::planner {

struct ScheduleStep {
  std::string id;
  std::string name;  // for reasons: "topic/orders"
  std::string target;
  std::vector<std::string> after;  // ids; one that is not in the schedule counts as done
};

class Schedule {
 public:
  struct Skip {
    std::size_t step;
    std::string why;
  };

  explicit Schedule(std::vector<ScheduleStep> steps);

  /// The first target that runs nothing and has a step that may start.
  [[nodiscard]] std::optional<std::string> ready_target() const;
  /// Starts up to `limit` steps of the target that may start, in plan order.
  std::vector<std::size_t> start(const std::string& target, std::size_t limit);
  void done(std::size_t step);
  /// Gives back what is now skipped for it, in plan order. Also for a step that was never started.
  std::vector<Skip> failed(std::size_t step);
  /// Skips everything that has not started.
  std::vector<Skip> stop(const std::string& why);
  [[nodiscard]] bool is_over(std::size_t step) const { return nodes_[step].state == State::kOver; }
  [[nodiscard]] bool is_running() const { return running_ > 0; }
  /// Nothing runs and nothing waits.
  [[nodiscard]] bool is_finished() const { return running_ == 0 && waiting_ == 0; }

 private:
  enum class State { kWaiting, kRunning, kOver };
  struct Node {
    std::size_t target = 0;
    std::size_t open = 0;  // steps that it waits for
    State state = State::kWaiting;
    std::vector<std::size_t> dependents;
  };
  struct TargetQueue {
    std::string name;
    std::set<std::size_t> ready;
    std::size_t running = 0;
  };

  void leave(std::size_t step);

  std::vector<ScheduleStep> steps_;
  std::vector<Node> nodes_;
  std::vector<TargetQueue> targets_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace dac::planner
