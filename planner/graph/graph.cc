#include "planner/graph/graph.h"

#include <algorithm>

namespace dac::planner {
namespace {

using schema::Via;

bool is_pipeline(std::string_view id) { return id.starts_with("pipeline/") || id.starts_with("connector/"); }

}  // namespace

Graph::Graph(const schema::Project& project) {
  nodes_.reserve(project.resources.size());
  needs_.reserve(project.resources.size());
  for (const schema::Resource& resource : project.resources) intern(resource.id);
  // A node between the pipelines that read a relation and those that write it, for each relation that has both.
  std::unordered_map<Node, Node> between;
  std::vector<std::pair<Node, Node>> writes;  // relation, pipeline
  for (const schema::Reference& reference : project.references) {
    if (reference.via == Via::kConsents) continue;
    const Node from = intern(reference.from);
    const Node to = intern(reference.to);
    add_edge(from, to);
    if (reference.via == Via::kWrites && is_pipeline(reference.from)) writes.emplace_back(to, from);
  }
  for (const auto& [relation, writer] : writes) {
    const auto [found, is_new] = between.emplace(relation, needs_.size());
    if (is_new) needs_.emplace_back();
    add_edge(found->second, writer);
  }
  for (const schema::Reference& reference : project.references) {
    if (reference.via != Via::kReads || !is_pipeline(reference.from)) continue;
    const auto found = between.find(intern(reference.to));
    if (found != between.end()) add_edge(intern(reference.from), found->second);
  }
}

Graph::Node Graph::intern(std::string_view id) {
  const auto [found, is_new] = nodes_.emplace(id, needs_.size());
  if (is_new) needs_.emplace_back();
  return found->second;
}

void Graph::add_edge(Node from, Node to) {
  if (from != to) needs_[from].push_back(to);
}

std::vector<Graph::Node> Graph::order() const {
  enum class Mark : unsigned char { kNew, kOpen, kDone };
  std::vector<Mark> marks(size(), Mark::kNew);
  std::vector<Node> order;
  order.reserve(size());
  std::vector<std::pair<Node, std::size_t>> open;  // a stack of our own: chains may be longer than the machine's
  for (Node root = 0; root < size(); ++root) {
    if (marks[root] != Mark::kNew) continue;
    open.emplace_back(root, 0);
    marks[root] = Mark::kOpen;
    while (!open.empty()) {
      auto& [node, next] = open.back();
      if (next < needs_[node].size()) {
        const Node child = needs_[node][next++];
        if (marks[child] != Mark::kNew) continue;
        marks[child] = Mark::kOpen;
        open.emplace_back(child, 0);
      } else {
        marks[node] = Mark::kDone;
        order.push_back(node);
        open.pop_back();
      }
    }
  }
  return order;
}

}  // namespace dac::planner
