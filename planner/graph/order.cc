#include "planner/graph/order.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "planner/graph/graph.h"

namespace dac::planner {
namespace {

using Positions = std::vector<std::size_t>;

bool goes(const Change& change) {
  return change.step.action == Action::kDelete || change.step.action == Action::kForget;
}

void sort_and_unique(Positions& positions) {
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
}

/// What each change waits for, as positions in `changes`.
class Waits {
 public:
  Waits(const std::vector<Change>& changes, const schema::Project& project, const LedgerState& ledger)
      : changes_(changes), graph_(project), waits_(changes.size()) {
    nodes_.reserve(changes.size());
    for (const Change& change : changes) nodes_.push_back(graph_.intern(change.step.resource));
    coming_.resize(graph_.size());
    for (std::size_t i = 0; i < changes.size(); ++i)
      if (!goes(changes[i])) coming_[nodes_[i]].push_back(i);
    wait_for_needs();
    wait_for_users(ledger);
    for (Positions& positions : waits_) sort_and_unique(positions);
  }

  std::vector<Positions> take() { return std::move(waits_); }

 private:
  /// A change comes after the nearest changes among all that it needs, through what does not change.
  void wait_for_needs() {
    std::vector<Positions> through(graph_.size());  // of a node without a change: the nearest changes below it
    for (const Graph::Node node : graph_.order()) {
      Positions below;
      for (const Graph::Node need : graph_.needs(node)) {
        const Positions& nearest = coming_[need].empty() ? through[need] : coming_[need];
        below.insert(below.end(), nearest.begin(), nearest.end());
      }
      if (below.empty()) continue;
      sort_and_unique(below);
      for (const std::size_t i : coming_[node]) std::erase(below, i);  // a pipeline that reads what it writes
      for (const std::size_t i : coming_[node]) waits_[i] = below;
      if (coming_[node].empty()) through[node] = std::move(below);
    }
  }

  /// What goes comes after every change of what used it, by the ledger or the files.
  void wait_for_users(const LedgerState& ledger) {
    std::unordered_map<std::string_view, Positions> going;
    for (std::size_t i = 0; i < changes_.size(); ++i)
      if (goes(changes_[i])) going[changes_[i].step.resource].push_back(i);
    if (going.empty()) return;
    const auto wait = [&](std::size_t user, std::string_view need) {
      const auto found = going.find(need);
      if (found == going.end()) return;
      for (const std::size_t i : found->second)
        if (i != user) waits_[i].push_back(user);
    };
    for (std::size_t user = 0; user < changes_.size(); ++user) {
      const Step& step = changes_[user].step;
      const auto owned = ledger.owned.find({step.resource, step.target});
      if (owned != ledger.owned.end())
        for (const std::string& need : owned->second.needs) wait(user, need);
      // The old half of a renamed resource goes once its successor is there.
      const schema::Resource* resource = changes_[user].wanted == nullptr ? nullptr : changes_[user].wanted->resource;
      if (resource != nullptr && !resource->renamed_from.empty())
        wait(user, std::string(resource->kind->lower) + "/" + resource->renamed_from);
    }
  }

  const std::vector<Change>& changes_;
  Graph graph_;
  std::vector<Graph::Node> nodes_;
  std::vector<Positions> coming_;  // by node
  std::vector<Positions> waits_;
};

}  // namespace

void order_changes(std::vector<Change>& changes, const schema::Project& project, const LedgerState& ledger) {
  if (changes.empty()) return;
  const std::vector<Positions> waits = Waits(changes, project, ledger).take();
  std::vector<Positions> wakes(changes.size());
  std::vector<std::size_t> missing(changes.size());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    missing[i] = waits[i].size();
    for (const std::size_t first : waits[i]) wakes[first].push_back(i);
  }
  // Changes come sorted by (resource, target): a position stands for both.
  using Rank = std::pair<bool, std::size_t>;
  std::priority_queue<Rank, std::vector<Rank>, std::greater<>> ready;
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (missing[i] == 0) ready.emplace(goes(changes[i]), i);
  constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  std::vector<std::size_t> place(changes.size(), kNowhere);
  std::vector<Change> ordered;
  ordered.reserve(changes.size());
  for (std::size_t circle = 0; ordered.size() < changes.size();) {
    if (ready.empty()) {  // needs go in a circle: the smallest of it goes first
      while (place[circle] != kNowhere) ++circle;
      ready.emplace(false, circle);
    }
    const std::size_t i = ready.top().second;
    ready.pop();
    if (place[i] != kNowhere) continue;
    place[i] = ordered.size();
    Change& change = ordered.emplace_back(std::move(changes[i]));
    for (const std::size_t first : waits[i])
      if (place[first] != kNowhere && place[first] != place[i]) change.after.push_back(place[first]);
    std::sort(change.after.begin(), change.after.end());
    for (const std::size_t next : wakes[i])
      if (--missing[next] == 0) ready.emplace(goes(changes[next]), next);
  }
  changes = std::move(ordered);
}

}  // namespace dac::planner
