// Pipelines that feed each other and Schemas that refer to each other.

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/resolution.h"

namespace dac::schema {
namespace {

struct Edge {
  std::size_t to;
  const Reference* reference;
};

class CycleSearch {
 public:
  explicit CycleSearch(Resolution& r)
      : r_(r), edges_(r.project.resources.size()), state_(edges_.size(), State::kNew), reported_(edges_.size(), false) {
    for (const Reference& reference : r.project.references) {
      const std::size_t from = r.index_of(reference.from);
      const std::size_t to = r.index_of(reference.to);
      const std::string_view kind = r.project.resources[from].kind->name;
      if (kind == "Pipeline" && reference.via == Via::kWrites) edges_[from].push_back({to, &reference});
      if (kind == "Pipeline" && reference.via == Via::kReads) edges_[to].push_back({from, &reference});
      if (kind == "Schema" && reference.via == Via::kSchema) edges_[from].push_back({to, &reference});
    }
  }

  void run() {
    for (std::size_t i = 0; i < edges_.size(); ++i)
      if (state_[i] == State::kNew && !edges_[i].empty()) visit(i);
  }

 private:
  enum class State : char { kNew, kOpen, kDone };
  struct Frame {
    std::size_t node;
    std::size_t next = 0;
  };

  /// Depth first, with a stack of its own: chains can be longer than the thread's.
  void visit(std::size_t start) {
    path_ = {{start}};
    state_[start] = State::kOpen;
    while (!path_.empty()) {
      Frame& top = path_.back();
      if (top.next == edges_[top.node].size()) {
        state_[top.node] = State::kDone;
        path_.pop_back();
        continue;
      }
      const Edge& edge = edges_[top.node][top.next++];
      if (state_[edge.to] == State::kOpen) report(edge);
      if (state_[edge.to] != State::kNew) continue;
      state_[edge.to] = State::kOpen;
      path_.push_back({edge.to});
    }
  }

  void report(const Edge& closing) {
    const auto first =
        std::find_if(path_.begin(), path_.end(), [&](const Frame& frame) { return frame.node == closing.to; });
    if (std::any_of(first, path_.end(), [&](const Frame& frame) { return reported_[frame.node]; })) return;
    std::vector<std::string> ids;
    for (auto frame = first; frame != path_.end(); ++frame) {
      reported_[frame->node] = true;
      ids.push_back(r_.project.resources[frame->node].id);
    }
    ids.push_back(ids.front());
    const Resource& named_by = r_.project.resources[r_.index_of(closing.reference->from)];
    const bool schemas = named_by.kind->name == "Schema";
    r_.report(named_by, codes::kReferenceCycle, closing.reference->origin,
              fmt::format("{} in a circle: {}", schemas ? "schemas refer to each other" : "pipelines feed each other",
                          join(ids, " -> ")),
              schemas ? "move what they share into a schema of its own"
                      : "a pipeline may not read what comes of its own answer");
  }

  Resolution& r_;
  std::vector<std::vector<Edge>> edges_;  // along the data; from a schema to those that it refers to
  std::vector<State> state_;
  std::vector<bool> reported_;
  std::vector<Frame> path_;
};

}  // namespace

void check_cycles(Resolution& r) {
  if (!r.project.references.empty()) CycleSearch(r).run();
}

}  // namespace dac::schema
