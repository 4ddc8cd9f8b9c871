#include "schema/load/instance_kinds.h"

#include <fmt/format.h>

namespace dac::schema {
namespace {

std::string_view name_of(VariableType type) {
  switch (type) {
    case VariableType::kString:
      return "string";
    case VariableType::kInteger:
      return "int";
    case VariableType::kBool:
      return "bool";
    case VariableType::kDuration:
      return "duration";
    case VariableType::kSize:
      return "size";
    case VariableType::kList:
      return "list";
  }
  return "string";
}

Value written(const Node& node) {
  if (node.kind != NodeKind::kList) return node.text;
  List items;
  for (const Node& item : node.items) items.emplace_back(item.text);
  return items;
}

/// The choices that are within the limits.
std::vector<std::string> open_choices(const BlueprintParameter& parameter, const Variables& variables) {
  std::vector<std::string> open;
  for (const std::string& choice : parameter.choices) {
    Node node;
    node.kind = NodeKind::kScalar;
    node.text = choice;
    Findings refused;
    if (parameter.type == VariableType::kList || read_parameter(parameter, node, variables, refused))
      open.push_back(choice);
  }
  return open;
}

ParameterForm form_of(const BlueprintParameter& parameter, const Variables& variables) {
  ParameterForm form{.name = parameter.name, .type = name_of(parameter.type), .doc = parameter.doc};
  form.is_required = parameter.fallback == nullptr;
  if (parameter.min != nullptr) form.min = limit_of(parameter, *parameter.min);
  if (parameter.max != nullptr) form.max = limit_of(parameter, *parameter.max);
  form.choices = open_choices(parameter, variables);
  if (parameter.fallback != nullptr) form.fallback = written(*parameter.fallback);
  return form;
}

}  // namespace

InstanceForm form_of_instances(const Blueprint& blueprint, const Variables& variables) {
  InstanceForm form{.kind = blueprint.instance_kind, .doc = blueprint.doc, .parameters = {}};
  form.is_open = blueprint.is_bad;
  for (const BlueprintParameter& parameter : blueprint.parameters)
    if (!form.is_open) form.parameters.push_back(form_of(parameter, variables));
  return form;
}

}  // namespace dac::schema
