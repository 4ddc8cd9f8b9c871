#pragma once
// Lineage: which data feeds what, as people, Graphviz, Mermaid and programs read it. Pure.

#include <string>
#include <vector>

#include "planner/graph/field_lineage.h"
#include "schema/model/project.h"

namespace dac::cli {

struct LineageNode {
  std::string id;
  std::string kind;
  std::string owner;
};

/// Follows the data: a relation to its reader, a pipeline to what it writes, an endpoint to the applications that call
/// it.
struct LineageEdge {
  std::string from;
  std::string to;
  std::string via;
  std::vector<std::string> columns = {};
  std::string place = {};  // of a field's use: "teams/checkout/revenue.yaml:12:8"
};

struct Lineage {
  std::vector<LineageNode> nodes;  // sorted by id
  std::vector<LineageEdge> edges;  // sorted by (from, to, via)
};

Lineage lineage_of(const schema::Project& project);
/// The same of fields, as nodes "topic/orders.amount".
Lineage lineage_of_fields(const std::vector<planner::FieldEdge>& fields, const schema::Project& project);
/// With "fields", where they are asked for.
Value lineage_to_value(const Lineage& lineage, const std::vector<planner::FieldEdge>* fields, const Sources& sources);
std::string render_lineage(const Lineage& lineage);
std::string render_dot(const Lineage& lineage);
std::string render_mermaid(const Lineage& lineage);

}  // namespace dac::cli
