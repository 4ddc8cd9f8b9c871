#pragma once
// Which resource needs which: a graph over ids, built from the project's references. Linear in resources and
// references. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/model/project.h"

namespace dac::planner {

class Graph {
 public:
  using Node = std::size_t;

  /// A node for every resource; an edge from each resource to what must be there before it. A pipeline that reads a
  /// relation also comes after the pipelines that write it, by a node without an id that stands between them.
  explicit Graph(const schema::Project& project);

  /// The node of an id, made if there is none (what the ledger owns may be in no file).
  Node intern(std::string_view id);
  void add_edge(Node from, Node to);

  [[nodiscard]] std::size_t size() const { return needs_.size(); }
  [[nodiscard]] const std::vector<Node>& needs(Node node) const { return needs_[node]; }
  /// Every node after what it needs. Where needs go in a circle, each node of it comes once, in some fixed order.
  [[nodiscard]] std::vector<Node> order() const;

 private:
  std::unordered_map<std::string, Node> nodes_;
  std::vector<std::vector<Node>> needs_;
};

}  // namespace dac::planner
