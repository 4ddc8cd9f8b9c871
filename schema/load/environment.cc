// The environment of a resolve: which one it is, the values of its variables, its targets.

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/diag/codes/text.h"
#include "schema/load/decode.h"
#include "schema/load/files.h"
#include "schema/load/resolution.h"

namespace dac::schema {
namespace {

/// Gives `variable` the value that a tree holds.
void set_from_node(std::string_view name, const Node& node, Variable& variable, Findings& findings) {
  const auto refuse = [&](std::string_view expected, std::string_view found) {
    findings.add(codes::kBadVariable, node.span.begin,
                 fmt::format("expected {} for variable '{}', found {}", expected, name, found),
                 "its type is given under spec.variables of dac.yaml");
    variable.is_bad = true;
  };
  if (variable.type == VariableType::kList) {
    const bool is_list =
        node.kind == NodeKind::kList && std::all_of(node.items.begin(), node.items.end(),
                                                    [](const Node& item) { return item.kind == NodeKind::kScalar; });
    if (!is_list)
      return refuse("a list of texts",
                    node.kind == NodeKind::kScalar ? fmt::format("'{}'", node.text) : "something else");
    variable.items.clear();
    for (const Node& item : node.items) variable.items.push_back(item.text);
  } else if (node.kind != NodeKind::kScalar) {
    return refuse("a text or number", node.kind == NodeKind::kMap    ? "a map"
                                      : node.kind == NodeKind::kList ? "a list"
                                                                     : "nothing");
  } else if (const auto expected = expected_of(variable.type, node.text)) {
    return refuse(*expected, fmt::format("'{}'", node.text));
  } else {
    variable.text = node.text;
  }
  variable.has_value = true;
}

void set_from_option(const std::string& name, const std::string& text, Resolution& r) {
  Variable* variable = r.variables.find(name);
  if (variable == nullptr) {
    std::string help = did_you_mean(name, r.variables.names());
    r.findings.add(codes::kUnknownVariable, {}, fmt::format("--var {}: no such variable is declared", name),
                   help.empty() ? "declare it under spec.variables of dac.yaml" : std::move(help));
    return;
  }
  if (const auto expected = expected_of(variable->type, text)) {
    r.findings.add(codes::kBadVariable, {}, fmt::format("--var {}: expected {}, found '{}'", name, *expected, text),
                   "its type is given under spec.variables of dac.yaml");
    variable->is_bad = true;
    return;
  }
  variable->has_value = true;
  variable->text = text;
  variable->items.clear();
  if (variable->type == VariableType::kList && !text.empty())
    for (const std::string_view item : split(text, ',')) variable->items.emplace_back(trim(item));
}

constexpr std::string_view kHelp = "dac providers lists those that there are";

class TargetDecoder {
 public:
  explicit TargetDecoder(Resolution& r) : r_(r) {}

  void decode(const RawEntry& entry) {
    if (entry.node->kind != NodeKind::kMap) {
      r_.findings.add(codes::kWrongType, entry.node->span.begin, fmt::format("expected a map for '{}'", entry.name),
                      "a target has at least a provider: {provider: local}");
      r_.has_unknown_provider = true;
      return;
    }
    Target target{
        .name = entry.name, .provider = {}, .kinds = {}, .all_kinds = true, .config = {}, .origin = entry.origin};
    const auto* facts = find_provider(entry);
    if (facts == nullptr) {
      r_.has_unknown_provider = true;
      if (const Node* provider = entry.node->find("provider")) target.provider = provider->text;
      r_.project.targets.push_back(std::move(target));
      return;
    }
    static constexpr Type kText{.kind = TypeKind::kString};
    std::vector<Field> fields = {{.name = "provider", .type = kText, .doc = "The provider.", .required = true},
                                 {.name = "kinds",
                                  .type = {.kind = TypeKind::kList, .element = &kText},
                                  .doc = "The kinds that go there by default."}};
    fields.insert(fields.end(), facts->config.begin(), facts->config.end());
    Decoder decoder(&r_.variables, r_.findings);
    Map map = decoder.object(fields, *entry.node, entry.origin);
    target.provider = Value(map).get_string("provider");
    if (const Value* kinds = map.find("kinds")) take_kinds(*kinds, *facts, target);
    map.erase("provider");
    map.erase("kinds");
    for (const Field& field : facts->config)
      if (Value* path = field.type.kind == TypeKind::kPath ? map.find(field.name) : nullptr)
        check_path(field, *path, target);
    target.config = Value(std::move(map), entry.node->span.begin);
    check_secrets(decoder.secrets(), target);
    r_.project.targets.push_back(std::move(target));
  }

 private:
  const ResolveOptions::ProviderFacts* find_provider(const RawEntry& entry) {
    const Node* provider = entry.node->find("provider");
    if (provider == nullptr) {
      report_no_provider(entry);
      return nullptr;
    }
    if (provider->kind != NodeKind::kScalar) {
      r_.findings.add(codes::kWrongType, provider->span.begin, "expected a text for 'provider'", std::string(kHelp));
      return nullptr;
    }
    const auto* facts = r_.options.provider ? r_.options.provider(provider->text) : nullptr;
    if (facts == nullptr)
      r_.findings.add(codes::kUnknownProvider, provider->span.begin,
                      fmt::format("there is no provider '{}'", provider->text), std::string(kHelp));
    return facts;
  }

  /// What else a target may hold hangs on its provider: of the keys only one that resembles it is known to be wrong.
  void report_no_provider(const RawEntry& entry) {
    static constexpr std::string_view kOwn[] = {"provider", "kinds"};
    for (const auto& [key, value] : entry.node->entries)
      if (nearest(key.text, kOwn) == "provider") {
        r_.findings.add(codes::kUnknownField, key.span.begin, fmt::format("unknown field '{}'", key.text),
                        "did you mean 'provider'?");
        return;
      }
    r_.findings.add(codes::kMissingField, entry.origin, "'provider' is missing", std::string(kHelp));
  }

  void take_kinds(const Value& kinds, const ResolveOptions::ProviderFacts& facts, Target& target) {
    target.all_kinds = false;
    for (const Value& item : *kinds.as_list()) {
      const std::string& name = *item.as_string();
      if (known_kind(name, item.origin(), r_.findings) == nullptr) continue;
      if (std::find(facts.kinds.begin(), facts.kinds.end(), name) == facts.kinds.end())
        r_.findings.add(codes::kWrongTarget, item.origin(),
                        fmt::format("provider '{}' does not serve {}", target.provider, name),
                        fmt::format("it serves {}", join(facts.kinds, ", ")));
      target.kinds.push_back(name);
    }
  }

  /// What is kept is what was checked: the engine would take `link/..` otherwise.
  void check_path(const Field& field, Value& path, const Target& target) {
    if (auto inside = path_in_project(r_.project.root, *path.as_string())) {
      path = Value(*std::move(inside), path.origin());
      return;
    }
    r_.findings.add(
        codes::kFileOutside, path.origin(),
        fmt::format("'{}' of target '{}' leads out of the project: {}", field.name, target.name, *path.as_string()),
        "name a folder below that of dac.yaml, which no link leads out of");
  }

  void check_secrets(const std::vector<SecretUse>& uses, const Target& target) {
    for (const SecretUse& use : uses) {
      const auto rule = r_.settings.secrets.find(use.name);
      if (rule != r_.settings.secrets.end() && std::find(rule->second.targets.begin(), rule->second.targets.end(),
                                                         target.name) != rule->second.targets.end())
        continue;
      r_.findings.add(
          codes::kUnlistedSecret, use.origin,
          fmt::format("secret {} may not be used by target '{}'", use.name, target.name),
          fmt::format("list it under spec.secrets of dac.yaml: {}: {{targets: [{}]}}", use.name, target.name));
    }
  }

  Resolution& r_;
};

}  // namespace

void set_variables(Resolution& r) {
  for (const VariableRule& rule : r.settings.variables) {
    Variable variable{.type = variable_type(rule.type), .text = {}, .items = {}, .declared = rule.origin};
    if (rule.fallback != nullptr) set_from_node(rule.name, *rule.fallback, variable, r.findings);
    r.variables.add(rule.name, std::move(variable));
  }
  for (const RawEntry& entry : r.environment->variables) {
    if (Variable* variable = r.variables.find(entry.name)) {
      set_from_node(entry.name, *entry.node, *variable, r.findings);
      continue;
    }
    std::string help = did_you_mean(entry.name, r.variables.names());
    r.findings.add(codes::kUnknownVariable, entry.origin, fmt::format("no variable '{}' is declared", entry.name),
                   help.empty() ? "declare it under spec.variables" : std::move(help));
  }
  for (const auto& [name, text] : r.options.variables) set_from_option(name, text, r);
  if (r.has_environment) return;
  for (const VariableRule& rule : r.settings.variables)  // an environment may give it one
    if (Variable* variable = r.variables.find(rule.name); !variable->has_value) variable->is_bad = true;
}

void decode_targets(Resolution& r) {
  TargetDecoder decoder(r);
  for (const RawEntry& entry : r.environment->targets) decoder.decode(entry);
  if (!r.environment->knows_targets) r.has_unknown_provider = true;
}

}  // namespace dac::schema
