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
  std::vector<std::vector<Node>> writers(needs_.size());
  std::vector<std::pair<Node, Node>> reads;
  for (const schema::Reference& reference : project.references) {
    if (reference.via == Via::kConsents) continue;
    const Node from = intern(reference.from);
    const Node to = intern(reference.to);
    add_edge(from, to);
    if (!is_pipeline(reference.from)) continue;
    if (reference.via == Via::kReads) reads.emplace_back(from, to);
    writers.resize(needs_.size());
    if (reference.via == Via::kWrites) writers[to].push_back(from);
  }
  writers.resize(needs_.size());
  for (const auto& [reader, relation] : reads)
    for (const Node writer : writers[relation]) add_edge(reader, writer);
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
