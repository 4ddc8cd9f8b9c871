#include "cli/views/graph.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// A reference says what `from` needs; data flows the other way, but into what is written.
LineageEdge edge_of(const schema::Reference& reference) {
  LineageEdge edge{reference.to, reference.from, std::string(schema::via_name(reference.via)), reference.columns};
  if (reference.via == schema::Via::kWrites) std::swap(edge.from, edge.to);
  return edge;
}

std::string quoted(const std::string& id) { return json_quote(escape_control(id)); }

}  // namespace

Lineage lineage_of(const schema::Project& project) {
  Lineage lineage;
  for (const schema::Resource& resource : project.resources)
    if (resource.kind->is_step && !resource.excluded)
      lineage.nodes.push_back({resource.id, std::string(resource.kind->name), resource.owner});
  const auto known = [&](const std::string& id) {
    return std::any_of(lineage.nodes.begin(), lineage.nodes.end(), [&](const LineageNode& n) { return n.id == id; });
  };
  for (const schema::Reference& reference : project.references)
    if (reference.via != schema::Via::kConsents && known(reference.from) && known(reference.to))
      lineage.edges.push_back(edge_of(reference));
  const auto key = [](const LineageEdge& e) { return std::tie(e.from, e.to, e.via); };
  std::sort(lineage.edges.begin(), lineage.edges.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto same = [&](const auto& a, const auto& b) { return key(a) == key(b); };
  lineage.edges.erase(std::unique(lineage.edges.begin(), lineage.edges.end(), same), lineage.edges.end());
  return lineage;
}

Value lineage_to_value(const Lineage& lineage) {
  List nodes;
  for (const LineageNode& node : lineage.nodes) {
    Map map;
    map.set("id", node.id);
    map.set("kind", node.kind);
    if (!node.owner.empty()) map.set("owner", node.owner);
    nodes.push_back(std::move(map));
  }
  List edges;
  for (const LineageEdge& edge : lineage.edges) {
    Map map;
    map.set("from", edge.from);
    map.set("to", edge.to);
    map.set("via", edge.via);
    if (!edge.columns.empty()) {
      List columns;
      for (const std::string& column : edge.columns) columns.emplace_back(column);
      map.set("columns", std::move(columns));
    }
    edges.push_back(std::move(map));
  }
  Map root;
  root.set("format_version", 1);
  root.set("nodes", std::move(nodes));
  root.set("edges", std::move(edges));
  return root;
}

std::string render_lineage(const Lineage& lineage) {
  std::map<std::string, std::vector<const LineageEdge*>> by_source;
  for (const LineageEdge& edge : lineage.edges) by_source[edge.from].push_back(&edge);
  std::string text;
  for (const LineageNode& node : lineage.nodes) {
    text += escape_control(node.id);
    if (!node.owner.empty()) text += fmt::format("  ({})", escape_control(node.owner));
    text += '\n';
    for (const LineageEdge* edge : by_source[node.id])
      text += fmt::format("  -> {}  {}\n", escape_control(edge->to), edge->via);
  }
  return text;
}

std::string render_dot(const Lineage& lineage) {
  std::string text = "digraph dac {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const LineageNode& node : lineage.nodes)
    text += fmt::format("  {} [label={}];\n", quoted(node.id), quoted(node.id));
  for (const LineageEdge& edge : lineage.edges)
    text += fmt::format("  {} -> {} [label={}];\n", quoted(edge.from), quoted(edge.to), quoted(edge.via));
  return text + "}\n";
}

std::string render_mermaid(const Lineage& lineage) {
  std::map<std::string, std::size_t> numbers;
  std::string text = "flowchart LR\n";
  for (const LineageNode& node : lineage.nodes) {
    const std::size_t number = numbers.emplace(node.id, numbers.size()).first->second;
    text += fmt::format("  n{}[{}]\n", number, quoted(node.id));
  }
  for (const LineageEdge& edge : lineage.edges)
    text += fmt::format("  n{} -->|{}| n{}\n", numbers[edge.from], edge.via, numbers[edge.to]);
  return text;
}

}  // namespace dac::cli
