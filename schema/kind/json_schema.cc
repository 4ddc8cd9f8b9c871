#include "schema/kind/json_schema.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/kind/json_form.h"
#include "schema/kind/project.h"

namespace dac::schema {
namespace {

Map constant(Value value) {
  Map form;
  form.set("const", std::move(value));
  return form;
}

Map single(std::string key, Map form) {
  Map map;
  map.set(std::move(key), std::move(form));
  return map;
}

/// if `field` is `word` then as the definition `name` says.
Value when(std::string_view field, std::string_view word, Map then) {
  Map condition;
  condition.set("properties", single(std::string(field), constant(word)));
  condition.set("required", List{Value(field)});
  Map rule;
  rule.set("if", std::move(condition));
  rule.set("then", std::move(then));
  return rule;
}

std::string patch_name(const Kind& kind) { return fmt::format("{}Patch", kind.name); }
std::string instance_name(const InstanceForm& instance) { return fmt::format("instance-{}", instance.kind); }
std::string target_name(const ProviderForm& provider) { return fmt::format("target-{}", provider.name); }

class Writer {
 public:
  explicit Writer(const Language& language)
      : kinds_(language.kinds),
        providers_(language.providers),
        instances_(language.instances),
        has_all_kinds_(language.has_all_kinds) {}

  Map definitions() const {
    Map forms;
    forms.set("document", document());
    forms.set("Project", project());
    for (const Kind& kind : kinds_) {
      forms.set(std::string(kind.name), resource(kind));
      forms.set(patch_name(kind), form_of_fields(kind.fields, FormPlace::kPatch));
    }
    for (const InstanceForm& instance : instances_) forms.set(instance_name(instance), instance_form(instance));
    forms.set("metadata", form_of_fields(metadata_fields(), FormPlace::kResource));
    forms.set("instance-metadata", instance_metadata_form());
    forms.set("patch", patch());
    forms.set("match", match());
    forms.set("target", target());
    for (const ProviderForm& provider : providers_) forms.set(target_name(provider), target_of(provider));
    for (auto& [name, form] : shared_forms()) forms.set(name, std::move(form));
    return forms;
  }

 private:
  Map document() const {
    std::vector<std::string_view> names = {"Project"};
    for (const Kind& kind : kinds_) names.push_back(kind.name);
    for (const InstanceForm& instance : instances_) names.push_back(instance.kind);
    Map version = constant("dac/v1");
    version.set("description", "The version of the language.");
    Map kind = has_all_kinds_ ? form_choices(names) : or_any_text(form_choices(names));
    kind.set("description", "What it is.");
    Map properties;
    properties.set("apiVersion", std::move(version));
    properties.set("kind", std::move(kind));
    properties.set("metadata", Map());
    properties.set("spec", Map());
    List by_kind{when("kind", "Project", form_reference("Project"))};
    for (const Kind& known : kinds_) by_kind.push_back(when("kind", known.name, form_reference(known.name)));
    for (const InstanceForm& instance : instances_)
      by_kind.push_back(when("kind", instance.kind, form_reference(instance_name(instance))));
    Map form;
    form.set("properties", std::move(properties));
    form.set("required", List{"apiVersion", "kind", "metadata"});
    form.set("additionalProperties", false);
    form.set("allOf", std::move(by_kind));
    return form;
  }

  /// A kind of some project's Blueprint, which is not known here.
  static Map or_any_text(Map choices) {
    Map text;
    text.set("type", "string");
    Map form;
    form.set("anyOf", List{Value(std::move(choices)), Value(std::move(text))});
    return form;
  }

  static Map resource(const Kind& kind) {
    const bool needs_spec = std::ranges::any_of(kind.fields, [](const Field& field) { return field.required; });
    Map spec = form_of_fields(kind.fields, FormPlace::kResource);
    if (!needs_spec) spec.set("type", List{"object", "null"});
    Map metadata = form_reference("metadata");
    metadata.set("description", "Its name, its owner, what it is.");
    Map properties;
    properties.set("metadata", std::move(metadata));
    properties.set("spec", std::move(spec));
    Map form;
    form.set("description", kind.doc);
    form.set("properties", std::move(properties));
    if (needs_spec) form.set("required", List{"spec"});
    return form;
  }

  Map project() const {
    Map spec = form_of_fields(project_fields(), FormPlace::kProject);
    Map& fields = *spec.find("properties")->as_map();
    const auto property = [](Map& of, std::string_view name) -> Map& { return *of.find(name)->as_map(); };
    property(fields, "defaults").set("items", form_reference("patch"));
    property(property(property(fields, "restrict"), "items"), "properties").set("kinds", kind_names());
    property(property(property(fields, "secrets"), "additionalProperties"), "properties").set("kinds", kind_names());
    property(fields, "variables").set("propertyNames", name_of_entry());
    Map& environments = property(fields, "environments");
    environments.set("propertyNames", name_of_entry());
    environments.set("minProperties", 1);
    Map& environment = property(property(environments, "additionalProperties"), "properties");
    property(environment, "exclude").set("items", form_reference("match"));
    property(environment, "overrides").set("items", form_reference("patch"));
    property(environment, "targets").set("propertyNames", name_of_entry());
    property(environment, "targets").set("additionalProperties", form_reference("target"));
    Map properties;
    properties.set("metadata", form_of_fields(project_metadata_fields(), FormPlace::kProject));
    properties.set("spec", std::move(spec));
    Map form;
    form.set("description", "The project file, dac.yaml.");
    form.set("properties", std::move(properties));
    form.set("required", List{"spec"});
    return form;
  }

  static Map name_of_entry() {
    Map form;
    form.set("pattern", kNamePattern);
    return form;
  }

  /// A list of kinds.
  Map kind_names() const {
    Map form;
    form.set("type", "array");
    form.set("items", kind_word());
    form.set("uniqueItems", true);
    return form;
  }

  Map match() const {
    Map form = form_of_fields(match_fields(), FormPlace::kProject);
    form.find("properties")->as_map()->set("kind", kind_word());
    return form;
  }

  /// A kind of resources, or of a Blueprint's instances.
  Map kind_word() const {
    std::vector<std::string_view> names;
    for (const Kind& kind : kinds_) names.push_back(kind.name);
    for (const InstanceForm& instance : instances_) names.push_back(instance.kind);
    return has_all_kinds_ ? form_choices(names) : or_any_text(form_choices(names));
  }

  /// What the spec of a match gets is typed by the kind that it matches.
  Map patch() const {
    Map properties;
    properties.set("match", form_reference("match"));
    properties.set("spec", object_type());
    List by_kind;
    for (const Kind& kind : kinds_) {
      Map condition;
      condition.set("properties", single("match", single_match(kind.name)));
      Map rule;
      rule.set("if", std::move(condition));
      rule.set("then", single("properties", single("spec", form_reference(patch_name(kind)))));
      by_kind.emplace_back(std::move(rule));
    }
    for (const InstanceForm& instance : instances_) {
      if (instance.is_open) continue;
      Map condition;
      condition.set("properties", single("match", single_match(instance.kind)));
      Map rule;
      rule.set("if", std::move(condition));
      rule.set("then", single("properties", single("spec", instance_patch_form(instance))));
      by_kind.emplace_back(std::move(rule));
    }
    Map form = object_type();
    form.set("properties", std::move(properties));
    form.set("required", List{"match", "spec"});
    form.set("additionalProperties", false);
    form.set("allOf", std::move(by_kind));
    return form;
  }

  static Map single_match(std::string_view kind) {
    Map form;
    form.set("properties", single("kind", constant(kind)));
    form.set("required", List{"kind"});
    return form;
  }

  static Map object_type() {
    Map form;
    form.set("type", "object");
    return form;
  }

  Map target() const {
    std::vector<std::string_view> names;
    List by_provider;
    for (const ProviderForm& provider : providers_) {
      names.push_back(provider.name);
      by_provider.push_back(when("provider", provider.name, form_reference(target_name(provider))));
    }
    Map form = object_type();
    form.set("properties", single("provider", form_choices(names)));
    form.set("required", List{"provider"});
    form.set("allOf", std::move(by_provider));
    return form;
  }

  static Map target_of(const ProviderForm& provider) {
    const Type kind{.kind = TypeKind::kEnum, .choices = provider.kinds};
    std::vector<Field> fields = {
        {.name = "provider", .type = {}, .doc = "What reads and changes the system."},
        {.name = "kinds",
         .type = {.kind = TypeKind::kList, .element = &kind},
         .doc = "The kinds that go there by default; without it all that the provider serves."},
    };
    fields.insert(fields.end(), provider.config.begin(), provider.config.end());
    return form_of_fields(fields, FormPlace::kResource);
  }

  std::span<const Kind> kinds_;
  std::span<const ProviderForm> providers_;
  std::span<const InstanceForm> instances_;
  bool has_all_kinds_;
};

/// Documents of other tools, whose apiVersion is none of ours.
Map foreign() {
  Map ours;
  ours.set("type", "string");
  ours.set("pattern", "^dac/");
  Map version;
  version.set("type", List{"string", "number", "boolean"});
  version.set("not", std::move(ours));
  Map form;
  form.set("type", "object");
  form.set("properties", single("apiVersion", std::move(version)));
  form.set("required", List{"apiVersion"});
  return form;
}

}  // namespace

Value json_schema(const Language& language) {
  Map root;
  root.set("$schema", "https://json-schema.org/draft/2020-12/schema");
  root.set("title", "dac/v1");
  root.set("description", "A document of a dac project: dac.yaml, or a resource.");
  root.set("type", List{"object", "null"});
  root.set("if", foreign());
  root.set("then", Map());
  root.set("else", form_reference("document"));
  root.set("$defs", Writer(language).definitions());
  return root;
}

}  // namespace dac::schema
