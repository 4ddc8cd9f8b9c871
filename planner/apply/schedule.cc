#include "planner/apply/schedule.h"

#include <algorithm>
#include <map>

#include "schema/base/check.h"

namespace dac::planner {

Schedule::Schedule(std::vector<ScheduleStep> steps)
    : steps_(std::move(steps)), nodes_(steps_.size()), waiting_(steps_.size()) {
  std::map<std::string_view, std::size_t> by_id;
  std::map<std::string_view, std::size_t> by_target;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    by_id.emplace(steps_[i].id, i);
    const auto [found, is_new] = by_target.emplace(steps_[i].target, targets_.size());
    if (is_new) targets_.push_back({.name = steps_[i].target, .ready = {}});
    nodes_[i].target = found->second;
  }
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    for (const std::string& id : steps_[i].after) {
      const auto found = by_id.find(id);
      if (found == by_id.end()) continue;
      nodes_[found->second].dependents.push_back(i);
      ++nodes_[i].open;
    }
    if (nodes_[i].open == 0) targets_[nodes_[i].target].ready.insert(i);
  }
}

std::optional<std::string> Schedule::ready_target() const {
  const auto found = std::find_if(targets_.begin(), targets_.end(), [](const TargetQueue& target) {
    return target.running == 0 && !target.ready.empty();
  });
  return found == targets_.end() ? std::nullopt : std::optional(found->name);
}

std::vector<std::size_t> Schedule::start(const std::string& target, std::size_t limit) {
  const auto queue = std::find_if(targets_.begin(), targets_.end(),
                                  [&](const TargetQueue& candidate) { return candidate.name == target; });
  DAC_CHECK(queue != targets_.end() && queue->running == 0);
  std::vector<std::size_t> started;
  while (started.size() < limit && !queue->ready.empty()) {
    const std::size_t step = *queue->ready.begin();
    queue->ready.erase(queue->ready.begin());
    nodes_[step].state = State::kRunning;
    started.push_back(step);
  }
  queue->running = started.size();
  running_ += started.size();
  waiting_ -= started.size();
  return started;
}

void Schedule::leave(std::size_t step) {
  Node& node = nodes_[step];
  TargetQueue& target = targets_[node.target];
  if (node.state == State::kRunning) {
    --running_;
    --target.running;
  } else if (node.state == State::kWaiting) {
    --waiting_;
    target.ready.erase(step);
  }
  node.state = State::kOver;
}

void Schedule::done(std::size_t step) {
  DAC_CHECK(nodes_[step].state == State::kRunning);
  leave(step);
  for (const std::size_t dependent : nodes_[step].dependents) {
    Node& node = nodes_[dependent];
    if (--node.open == 0 && node.state == State::kWaiting) targets_[node.target].ready.insert(dependent);
  }
}

std::vector<Schedule::Skip> Schedule::failed(std::size_t step) {
  leave(step);
  std::vector<Skip> skipped;
  std::vector<std::size_t> open = {step};
  while (!open.empty()) {
    const std::size_t cause = open.back();
    open.pop_back();
    for (const std::size_t dependent : nodes_[cause].dependents) {
      if (nodes_[dependent].state != State::kWaiting) continue;
      leave(dependent);
      skipped.push_back({dependent, "needs " + steps_[cause].name + ", which was not applied"});
      open.push_back(dependent);
    }
  }
  std::sort(skipped.begin(), skipped.end(), [](const Skip& a, const Skip& b) { return a.step < b.step; });
  return skipped;
}

std::vector<Schedule::Skip> Schedule::stop(const std::string& why) {
  std::vector<Skip> skipped;
  for (std::size_t step = 0; step < nodes_.size(); ++step) {
    if (nodes_[step].state != State::kWaiting) continue;
    leave(step);
    skipped.push_back({step, why});
  }
  return skipped;
}

}  // namespace dac::planner
