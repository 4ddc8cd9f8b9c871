#include "cli/views/graph.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "planner/plan/plan.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// A reference says what `from` needs; data flows the other way, but into what is written.
LineageEdge edge_of(const schema::Reference& reference) {
  LineageEdge edge{.from = reference.to,
                   .to = reference.from,
                   .via = std::string(schema::via_name(reference.via)),
                   .columns = reference.columns};
  if (reference.via == schema::Via::kWrites) std::swap(edge.from, edge.to);
  return edge;
}

std::string place_of(const Origin& origin, const Sources& sources) {
  return fmt::format("{}:{}:{}", sources.path(origin.file), origin.line, origin.column);
}

std::string quoted(const std::string& id) { return json_quote(escape_control(id)); }

}  // namespace

Lineage lineage_of(const schema::Project& project) {
  Lineage lineage;
  for (const schema::Resource& resource : project.resources)
    if (resource.kind->is_step && !resource.excluded)
      lineage.nodes.push_back({resource.id, std::string(resource.kind->name), resource.owner});
  const auto known = [&](const std::string& id) {
    const schema::Resource* resource = project.find(id);
    return resource != nullptr && resource->kind->is_step && !resource->excluded;
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

Lineage lineage_of_fields(const std::vector<planner::FieldEdge>& fields, const schema::Project& project) {
  Lineage lineage;
  std::map<std::string, const schema::Resource*> nodes;
  for (const planner::FieldEdge& field : fields) {
    LineageEdge edge{.from = field.from + "." + field.from_field,
                     .to = field.to + "." + field.to_field,
                     .via = std::string(schema::via_name(field.via)),
                     .place = place_of(field.place, *project.sources)};
    nodes.emplace(edge.from, project.find(field.from));
    nodes.emplace(edge.to, project.find(field.to));
    lineage.edges.push_back(std::move(edge));
  }
  for (const auto& [id, resource] : nodes)
    if (resource != nullptr) lineage.nodes.push_back({id, std::string(resource->kind->name), resource->owner});
  return lineage;
}

Value lineage_to_value(const Lineage& lineage, const std::vector<planner::FieldEdge>* fields, const Sources& sources) {
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
  if (fields == nullptr) return root;
  List of_fields;
  for (const planner::FieldEdge& field : *fields) {
    Map map;
    map.set("from", field.from);
    map.set("from_field", field.from_field);
    map.set("to", field.to);
    map.set("to_field", field.to_field);
    map.set("via", std::string(schema::via_name(field.via)));
    map.set("position", planner::origin_to_value(field.place, sources));
    of_fields.push_back(std::move(map));
  }
  root.set("fields", std::move(of_fields));
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
      text += fmt::format("  -> {}  {}{}\n", escape_control(edge->to), edge->via,
                          edge->place.empty() ? "" : "  " + escape_control(edge->place));
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
