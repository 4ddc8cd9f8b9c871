#include "schema/load/blueprint.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/decode.h"
#include "schema/load/scalars.h"
#include "schema/load/template.h"

namespace dac::schema {
namespace {

constexpr std::string_view kPartKeys[] = {"apiVersion", "kind", "metadata", "spec", "forEach", "when"};
/// Those that say who may do what: they are nobody's to make for others.
constexpr std::string_view kNeverMade[] = {"Team", "Policy", "Approval", "Blueprint", "Project"};
/// Beside the declared parameters: the instance's own name and owner.
constexpr std::string_view kOwnWords[] = {"name", "owner"};

template <class List>
bool has(const List& list, std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

std::string scalar_of(const Node& map, std::string_view key) {
  const Node* node = map.find(key);
  return node != nullptr && node->kind == NodeKind::kScalar ? node->text : std::string();
}

bool is_kind_name(std::string_view name) {
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

class BlueprintReader {
 public:
  BlueprintReader(const Variables& variables, Findings& findings) : variables_(variables), findings_(findings) {}

  Blueprint read(const Node& root) {
    const Node* metadata = root.find("metadata");
    const Node* spec = root.find("spec");
    out_.origin = root.span.begin;
    if (metadata != nullptr) out_.name = scalar_of(*metadata, "name");
    if (metadata != nullptr) out_.doc = scalar_of(*metadata, "description");
    if (spec == nullptr || spec->kind != NodeKind::kMap || !fits_table(*spec)) {
      out_.is_bad = true;
      if (spec != nullptr) out_.instance_kind = scalar_of(*spec, "instanceKind");
      return std::move(out_);
    }
    take_kind(*spec->find("instanceKind"));
    if (const Node* parameters = spec->find("parameters"))
      for (const auto& [name, declared] : parameters->entries) take_parameter(name, declared);
    for (const Node& part : spec->find("resources")->items) take_part(part);
    return std::move(out_);
  }

 private:
  bool fits_table(const Node& spec) {
    Findings ignored;  // said where it is decoded as a resource
    Decoder decoder(&variables_, ignored);
    decoder.object(find_kind("Blueprint")->fields, spec, spec.span.begin);
    return !decoder.failed();
  }

  void refuse(const Node& node, std::string message, std::string help) {
    findings_.add(codes::kBadBlueprint, node.span.begin, std::move(message), std::move(help)).resource =
        "blueprint/" + out_.name;
    out_.is_bad = true;
  }

  void take_kind(const Node& name) {
    out_.instance_kind = name.text;
    const bool is_core =
        name.text == "Project" || std::any_of(core_kinds().begin(), core_kinds().end(),
                                              [&](const Kind& kind) { return kind.lower == to_lower(name.text); });
    if (is_core)
      refuse(name, fmt::format("'{}' is a kind of dac's own", name.text), "give the instances a kind of their own");
    else if (!is_kind_name(name.text))
      refuse(name, fmt::format("'{}' is no name of a kind", name.text),
             "a kind has ASCII letters and digits and starts with a capital: EventStream");
  }

  void take_parameter(const Node& name, const Node& declared) {
    BlueprintParameter parameter{
        .name = name.text, .type = variable_type(scalar_of(declared, "type")), .origin = name.span.begin};
    parameter.fallback = declared.find("default");
    parameter.min = declared.find("min");
    parameter.max = declared.find("max");
    parameter.doc = scalar_of(declared, "description");
    if (const Node* choices = declared.find("enum"))
      for (const Node& choice : choices->items) parameter.choices.push_back(choice.text);
    if (!is_name(name.text))
      refuse(name, fmt::format("'{}' is no name of a parameter", name.text), "letters, digits and '_'");
    for (const Node* limit : {parameter.min, parameter.max})
      if (limit != nullptr) check_limit(parameter, *limit);
    Findings said;
    if (parameter.fallback != nullptr && !out_.is_bad &&
        !read_parameter(parameter, *parameter.fallback, variables_, said)) {
      for (Finding finding : said.items()) {
        finding.resource = "blueprint/" + out_.name;
        findings_.add(std::move(finding));
      }
      out_.is_bad = true;
    }
    out_.parameters.push_back(std::move(parameter));
  }

  void check_limit(const BlueprintParameter& parameter, const Node& limit) {
    using enum VariableType;
    if (parameter.type == kString || parameter.type == kBool)
      return refuse(limit, fmt::format("'{}' takes no limits", parameter.name),
                    "limits are for int, duration, size and list; a string has its enum");
    const VariableType type = parameter.type == kList ? kInteger : parameter.type;
    if (const auto expected = expected_of(type, limit.text))
      refuse(limit, fmt::format("expected {} as a limit of '{}', found '{}'", *expected, parameter.name, limit.text),
             {});
  }

  void take_part(const Node& node) {
    if (node.kind != NodeKind::kMap)
      return refuse(node, "expected a resource under 'resources': a map with kind, metadata and spec",
                    "its apiVersion may be left out");
    for (const auto& [key, value] : node.entries)
      if (!has(kPartKeys, key.text)) {
        refuse(key, fmt::format("unknown field '{}'", key.text), choice_help(key.text, kPartKeys));
      }
    BlueprintPart part{.node = &node, .kind = scalar_of(node, "kind")};
    check_kind(node, part.kind);
    part.each = switch_of(node, "forEach", VariableType::kList, "a list");
    part.when = switch_of(node, "when", VariableType::kBool, "a bool");
    check_metadata(node, part);
    check_uses(node);
    out_.parts.push_back(std::move(part));
  }

  void check_kind(const Node& part, const std::string& kind) {
    const Node* written = part.find("kind");
    if (written == nullptr || kind.empty())
      return refuse(written == nullptr ? part : *written, "a resource of a blueprint needs a kind", "kind: Topic");
    if (has(kNeverMade, kind))
      refuse(*written, fmt::format("a blueprint makes no {}", kind), "write it by itself, in a file of its owner's");
  }

  std::string switch_of(const Node& part, std::string_view key, VariableType type, std::string_view what) {
    const Node* node = part.find(key);
    if (node == nullptr) return {};
    const BlueprintParameter* parameter = out_.find(node->text);
    if (parameter != nullptr && parameter->type == type) return node->text;
    refuse(*node, fmt::format("'{}' names no parameter that is {}: '{}'", key, what, node->text),
           "name one of spec.parameters");
    return {};
  }

  void check_metadata(const Node& node, const BlueprintPart& part) {
    const Node* metadata = node.find("metadata");
    const Node* name = metadata == nullptr ? nullptr : metadata->find("name");
    if (metadata != nullptr && metadata->find("owner") != nullptr)
      refuse(*metadata->find("owner"), "a resource of a blueprint has the owner of its instance", "leave 'owner' out");
    if (part.each.empty()) return;
    if (name == nullptr || !has(parameters_in(name->text), part.each))
      refuse(name == nullptr ? node : *name, fmt::format("all of '{}' would have the same name", part.each),
             fmt::format("put ${{param.{}}} into metadata.name: it is the element there", part.each));
  }

  void check_uses(const Node& node) {
    if (node.kind == NodeKind::kScalar)
      for (const std::string_view name : parameters_in(node.text))
        if (out_.find(name) == nullptr && !has(kOwnWords, name)) {
          std::vector<std::string_view> names(std::begin(kOwnWords), std::end(kOwnWords));
          for (const BlueprintParameter& parameter : out_.parameters) names.push_back(parameter.name);
          std::string help = did_you_mean(name, names);
          findings_
              .add(codes::kNoBlueprintParameter, node.span.begin, fmt::format("no parameter '{}' is declared", name),
                   help.empty() ? "declare it under spec.parameters" : std::move(help))
              .resource = "blueprint/" + out_.name;
          out_.is_bad = true;
        }
    for (const Node& item : node.items) check_uses(item);
    for (const auto& [key, value] : node.entries) {
      check_uses(key);
      check_uses(value);
    }
  }

  const Variables& variables_;
  Findings& findings_;
  Blueprint out_;
};

/// Follows what blueprints make of each other's kinds.
class CycleCheck {
 public:
  CycleCheck(Blueprints& blueprints, Findings& findings) : blueprints_(blueprints), findings_(findings) {}

  void run() {
    for (auto& [kind, blueprint] : blueprints_) visit(blueprint);
  }

 private:
  void visit(Blueprint& blueprint) {
    if (done_.contains(blueprint.instance_kind)) return;
    path_.push_back(&blueprint);
    for (const BlueprintPart& part : blueprint.parts) {
      const auto made = blueprints_.find(part.kind);
      if (made == blueprints_.end()) continue;
      const auto begin = std::find(path_.begin(), path_.end(), &made->second);
      if (begin == path_.end()) {
        visit(made->second);
      } else if (!made->second.is_bad) {
        std::vector<std::string> names;
        for (auto at = begin; at != path_.end(); ++at) names.push_back((*at)->instance_kind);
        names.push_back(part.kind);
        findings_
            .add(codes::kBlueprintCycle, part.node->find("kind")->span.begin,
                 fmt::format("blueprints make each other in a circle: {}", join(names, " -> ")),
                 "take one of them out of the other's resources")
            .resource = "blueprint/" + blueprint.name;
        made->second.is_bad = true;
      }
      blueprint.is_bad |= made->second.is_bad;
    }
    path_.pop_back();
    done_.insert(blueprint.instance_kind);
  }

  Blueprints& blueprints_;
  Findings& findings_;
  std::vector<Blueprint*> path_;
  std::set<std::string> done_;
};

void check_kinds(Blueprints& blueprints, Findings& findings) {
  std::vector<std::string_view> names;
  for (const Kind& kind : core_kinds()) names.push_back(kind.name);
  for (const auto& [kind, blueprint] : blueprints) names.push_back(kind);
  for (auto& [kind, blueprint] : blueprints)
    for (const BlueprintPart& part : blueprint.parts) {
      if (part.kind.empty() || has(names, part.kind) || has(kNeverMade, part.kind)) continue;
      findings
          .add(codes::kUnknownKind, part.node->find("kind")->span.begin,
               fmt::format("there is no kind '{}'", part.kind), choice_help(part.kind, names))
          .resource = "blueprint/" + blueprint.name;
      blueprint.is_bad = true;
    }
}

}  // namespace

const BlueprintParameter* Blueprint::find(std::string_view parameter) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const BlueprintParameter& one) { return one.name == parameter; });
  return found == parameters.end() ? nullptr : &*found;
}

Blueprints read_blueprints(const std::vector<const Document*>& documents, const Variables& variables,
                           Findings& findings) {
  Blueprints blueprints;
  for (const Document* document : documents) {
    const Node& root = document->root;
    if (root.kind != NodeKind::kMap || scalar_of(root, "kind") != "Blueprint" ||
        !scalar_of(root, "apiVersion").starts_with("dac/"))
      continue;
    Blueprint blueprint = BlueprintReader(variables, findings).read(root);
    if (blueprint.instance_kind.empty()) continue;
    const auto [at, is_new] = blueprints.emplace(blueprint.instance_kind, blueprint);
    if (is_new) continue;
    Finding& finding = findings.add(codes::kBadBlueprint, blueprint.origin,
                                    fmt::format("two blueprints have instances of kind '{}'", blueprint.instance_kind),
                                    "give one of them another instanceKind");
    finding.resource = "blueprint/" + blueprint.name;
    finding.notes.push_back({fmt::format("blueprint/{} has it too", at->second.name), at->second.origin});
    at->second.is_bad = true;
  }
  check_kinds(blueprints, findings);
  CycleCheck(blueprints, findings).run();
  return blueprints;
}

}  // namespace dac::schema
