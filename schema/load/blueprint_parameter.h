#pragma once
// The parameters of a Blueprint: how they are declared, and what an instance gives for them. Points into the trees that
// they were made from, which must outlive them. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/load/variables.h"
#include "schema/yaml/node.h"

namespace dac::schema {

struct BlueprintParameter {
  std::string name;
  VariableType type = VariableType::kString;
  const Node* fallback = nullptr;  // null: an instance must give it
  const Node* min = nullptr;
  const Node* max = nullptr;
  std::vector<std::string> choices = {};
  std::string doc = {};
  Origin origin = {};
};

/// A text that a parameter brings into a template, as the template's author would have to write it: `${` is `$${`, but
/// for the secrets that it names.
struct ParameterText {
  std::string text;
  Span span;
};

struct ParameterValue {
  std::vector<ParameterText> texts;  // one, or those of a list
  bool is_list = false;
};

/// By name, in the order of their declaration.
using Arguments = std::vector<std::pair<std::string, ParameterValue>>;

/// A limit of the parameter as the number that it stands for: milliseconds, bytes, or elements of a list.
std::optional<std::int64_t> limit_of(const BlueprintParameter& parameter, const Node& written);

/// What a tree holds for a parameter, `${var.x}` and its like filled in; nothing if it is not of the type or outside
/// the limits, with a finding.
std::optional<ParameterValue> read_parameter(const BlueprintParameter& parameter, const Node& node,
                                             const Variables& variables, Findings& findings);

}  // namespace dac::schema
