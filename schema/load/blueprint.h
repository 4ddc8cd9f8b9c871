#pragma once
// A Blueprint, read for its instances: what they may say and what they are made of. Points into the tree that it was
// made from, which must outlive it.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/load/blueprint_parameter.h"

namespace dac::schema {

/// One entry of `resources`: a resource with parameters in it.
struct BlueprintPart {
  const Node* node = nullptr;
  std::string kind = {};
  std::string each = {};  // the list that it is repeated over; empty: once
  std::string when = {};  // the bool that switches it; empty: always
};

struct Blueprint {
  std::string name;
  std::string instance_kind;                   // "EventStream"
  std::string doc;                             // metadata.description
  std::vector<BlueprintParameter> parameters;  // in the order of the file
  std::vector<BlueprintPart> parts;
  Origin origin;
  bool is_bad = false;  // it was reported; its instances are silent

  [[nodiscard]] const BlueprintParameter* find(std::string_view parameter) const;
};

/// By the kind of their instances.
using Blueprints = std::map<std::string, Blueprint, std::less<>>;

/// All Blueprints among the documents. What a field table says of them is left to those who decode them as resources;
/// the rest is reported here.
Blueprints read_blueprints(const std::vector<const Document*>& documents, const Variables& variables,
                           Findings& findings);

}  // namespace dac::schema
