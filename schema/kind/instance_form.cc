#include "schema/kind/instance_form.h"

#include <algorithm>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/kind/json_form.h"

namespace dac::schema {
namespace {

TypeKind kind_of(const ParameterForm& parameter) {
  if (parameter.type == "list") return TypeKind::kList;
  if (!parameter.choices.empty()) return TypeKind::kEnum;
  if (parameter.type == "int") return TypeKind::kInteger;
  if (parameter.type == "bool") return TypeKind::kBool;
  if (parameter.type == "duration") return TypeKind::kDuration;
  return parameter.type == "size" ? TypeKind::kSize : TypeKind::kText;
}

/// A text as an editor reads it where it is not quoted.
Value unquoted(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  if (const auto number = parse_integer(text)) return *number;
  return text;
}

/// Choices that look like numbers are written without quotes, too.
void add_unquoted(Map& choice_form, const std::vector<std::string>& choices) {
  List& words = *choice_form.find("anyOf")->as_list()->front().as_map()->find("enum")->as_list();
  for (const std::string& choice : choices)
    if (Value plain = unquoted(choice); plain != Value(choice)) words.push_back(std::move(plain));
}

Value typed_fallback(const ParameterForm& parameter) {
  const std::string* text = parameter.fallback.as_string();
  return text != nullptr && (parameter.type == "int" || parameter.type == "bool") ? unquoted(*text)
                                                                                  : parameter.fallback;
}

Map parameter_form(const ParameterForm& parameter) {
  const std::vector<std::string_view> choices(parameter.choices.begin(), parameter.choices.end());
  const Type item{.kind = choices.empty() ? TypeKind::kText : TypeKind::kEnum, .choices = choices};
  Type type{.kind = kind_of(parameter), .choices = choices, .element = &item};
  const bool is_list = type.kind == TypeKind::kList;
  if (parameter.min && !is_list) type.min = *parameter.min;
  if (parameter.max && !is_list) type.max = *parameter.max;
  const bool takes_secrets = parameter.type == "string" || is_list;
  Map form = form_of_field({.name = "value", .type = type, .doc = parameter.doc, .secret = takes_secrets},
                           FormPlace::kResource);
  if (parameter.doc.empty()) form.erase("description");
  if (type.kind == TypeKind::kEnum) add_unquoted(form, parameter.choices);
  if (is_list) {
    form.erase("uniqueItems");
    if (!choices.empty()) add_unquoted(*form.find("items")->as_map(), parameter.choices);
    if (parameter.min) form.set("minItems", *parameter.min);
    if (parameter.max) form.set("maxItems", *parameter.max);
  }
  if (!parameter.fallback.is_null()) form.set("default", typed_fallback(parameter));
  return form;
}

Map object_form(const InstanceForm& instance) {
  Map properties;
  List required;
  for (const ParameterForm& parameter : instance.parameters) {
    properties.set(parameter.name, parameter_form(parameter));
    if (parameter.is_required) required.emplace_back(parameter.name);
  }
  Map form;
  form.set("type", required.empty() ? List{"object", "null"} : List{"object"});
  form.set("properties", std::move(properties));
  if (!required.empty()) form.set("required", std::move(required));
  form.set("additionalProperties", false);
  return form;
}

}  // namespace

Map instance_metadata_form() {
  std::vector<Field> fields;
  for (const Field& field : metadata_fields())
    if (std::ranges::find(kNotOfInstances, field.name) == std::end(kNotOfInstances)) fields.push_back(field);
  return form_of_fields(fields, FormPlace::kResource);
}

Map instance_patch_form(const InstanceForm& instance) {
  Map properties;
  for (const ParameterForm& parameter : instance.parameters) {
    Map null;
    null.set("type", "null");
    Map either;
    either.set("anyOf", List{Value(parameter_form(parameter)), Value(std::move(null))});
    properties.set(parameter.name, std::move(either));
  }
  Map form;
  form.set("type", "object");
  form.set("properties", std::move(properties));
  form.set("additionalProperties", false);
  return form;
}

Map instance_form(const InstanceForm& instance) {
  Map form;
  if (!instance.doc.empty()) form.set("description", instance.doc);
  if (instance.is_open) return form;
  Map metadata = form_reference("instance-metadata");
  metadata.set("description", "Its name, its owner, what it is.");
  Map properties;
  properties.set("metadata", std::move(metadata));
  properties.set("spec", object_form(instance));
  form.set("properties", std::move(properties));
  if (std::ranges::any_of(instance.parameters, &ParameterForm::is_required)) form.set("required", List{"spec"});
  return form;
}

}  // namespace dac::schema
