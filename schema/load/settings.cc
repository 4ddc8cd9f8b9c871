#include "schema/load/settings.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/kind/project.h"
#include "schema/load/decode.h"
#include "schema/load/envelope.h"
#include "schema/load/scalars.h"

namespace dac::schema {
namespace {

std::vector<std::string> texts(const Value* list) {
  std::vector<std::string> out;
  if (list == nullptr || list->as_list() == nullptr) return out;
  for (const Value& item : *list->as_list())
    if (const std::string* text = item.as_string()) out.push_back(*text);
  return out;
}

/// Calls `visit(name, value, node)` for each entry of a decoded map beside the tree that it came from.
template <class Visit>
void each_entry(const Value& owner, const Node& node, std::string_view field, const Visit& visit) {
  const Value* value = owner.get(field);
  const Node* child = node.find(field);
  if (value == nullptr || value->as_map() == nullptr || child == nullptr) return;
  for (const auto& [key, entry] : child->entries)
    if (const Value* decoded = value->get(key.text)) visit(key, *decoded, entry);
}

std::vector<RawEntry> raw_entries(const Node& node, std::string_view field) {
  std::vector<RawEntry> out;
  const Node* child = node.find(field);
  if (child == nullptr || child->kind != NodeKind::kMap) return out;
  for (const auto& [key, entry] : child->entries) out.push_back({key.text, &entry, key.span.begin});
  return out;
}

class SettingsDecoder {
 public:
  Parsed<Settings> run(const Node& project) {
    const Node* spec = project.find("spec");
    Node nothing;
    nothing.kind = NodeKind::kMap;
    if (const Node* metadata = check_envelope(project)) decode_name(*metadata);
    if (spec == nullptr || spec->kind == NodeKind::kEmpty) spec = &nothing;
    if (spec->kind != NodeKind::kMap) {
      findings_.add(codes::kWrongType, spec->span.begin, "expected a map for 'spec'",
                    "a map is written {key: value}, or with one 'key: value' a line");
      return {std::move(settings_), std::move(findings_)};
    }
    Decoder decoder(nullptr, findings_);
    const Value decoded(decoder.object(project_fields(), *spec, project.span.begin));
    take(decoded, *spec);
    return {std::move(settings_), std::move(findings_)};
  }

 private:
  const Node* check_envelope(const Node& project) {
    if (project.kind != NodeKind::kMap) {
      findings_.add(codes::kNotAResource, project.span.begin,
                    "expected a project: a map with apiVersion, kind, metadata and spec",
                    "dac init in an empty folder shows a small one");
      return nullptr;
    }
    const Envelope envelope = read_envelope(project, findings_);
    if (envelope.kind_name != nullptr && envelope.kind_name->text != "Project")
      findings_.add(codes::kUnknownKind, envelope.kind_name->span.begin,
                    fmt::format("expected kind Project in dac.yaml, found '{}'", envelope.kind_name->text),
                    "write kind: Project, and put resources into files of their own");
    if (envelope.is_foreign)
      findings_.add(codes::kUnknownApiVersion, project.find("apiVersion")->span.begin,
                    fmt::format("expected apiVersion dac/v1, found '{}'", project.find("apiVersion")->text),
                    "write apiVersion: dac/v1");
    if (const Node* written = project.find("metadata"); written == nullptr || written->kind == NodeKind::kEmpty)
      findings_.add(codes::kMissingField, project.span.begin, "'metadata' is missing",
                    "a project has a name: metadata: {name: shop}");
    return envelope.metadata;
  }

  void decode_name(const Node& metadata) {
    Decoder decoder(nullptr, findings_);
    settings_.name = Value(decoder.object(project_metadata_fields(), metadata, metadata.span.begin)).get_string("name");
  }

  void take(const Value& spec, const Node& node) {
    settings_.default_environment = spec.get_string("defaultEnvironment");
    if (const Value* ownership = spec.get("ownership")) settings_.ownership_required = *ownership == Value("required");
    if (const Value* list = spec.get("restrict"))
      for (const Value& rule : *list->as_list()) {
        check_kinds(rule.get("kinds"));
        settings_.restrictions.push_back({texts(rule.get("kinds")), texts(rule.get("paths"))});
      }
    each_entry(spec, node, "variables", [&](const Node& key, const Value& rule, const Node& entry) {
      if (check_name(key))
        settings_.variables.push_back(
            {key.text, rule.get_string("type", "string"), entry.find("default"), key.span.begin});
    });
    each_entry(spec, node, "secrets", [&](const Node& key, const Value& rule, const Node&) {
      check_kinds(rule.get("kinds"));
      settings_.secrets[key.text] = {texts(rule.get("targets")), texts(rule.get("kinds")), texts(rule.get("owners"))};
    });
    settings_.defaults = patches(node.find("defaults"));
    each_entry(spec, node, "environments", [&](const Node& key, const Value& value, const Node& entry) {
      if (check_name(key)) settings_.environments.push_back(environment(key, value, entry));
    });
    if (const Value* environments = spec.get("environments");
        environments != nullptr && environments->as_map()->empty())
      findings_.add(codes::kMissingField, environments->origin(), "a project needs at least one environment",
                    "write environments: {local: {ephemeral: true, targets: {platform: {provider: local}}}}");
    check_default_environment(node);
  }

  Environment environment(const Node& key, const Value& value, const Node& node) {
    Environment out{.name = key.text, .origin = key.span.begin, .ephemeral = value.get_bool("ephemeral")};
    if (const Value* ledger = value.get("ledger")) out.ledger = *ledger;
    out.variables = raw_entries(node, "variables");
    out.targets = raw_entries(node, "targets");
    const std::size_t written = out.targets.size();
    std::erase_if(out.targets, [&](const RawEntry& target) {
      return !is_name(target.name) && (bad_name(target.name, target.origin), true);
    });
    out.knows_targets = value.get("targets") != nullptr && out.targets.size() == written;
    if (const Node* list = node.find("exclude"))
      for (const Node& item : list->items) out.exclude.push_back(match(item));
    out.overrides = patches(node.find("overrides"));
    return out;
  }

  std::vector<Patch> patches(const Node* list) {
    std::vector<Patch> out;
    if (list == nullptr) return out;
    for (const Node& item : list->items) {
      const Node* spec = item.find("spec");
      const Node* matched = item.find("match");
      if (spec == nullptr || matched == nullptr) continue;
      if (spec->kind != NodeKind::kMap) {
        findings_.add(codes::kWrongType, spec->span.begin, "expected a map for 'spec'",
                      "a map is written {key: value}, or with one 'key: value' a line");
        continue;
      }
      out.push_back({match(*matched), spec});
    }
    return out;
  }

  /// The tree was checked by the field table; here only what the table cannot say.
  Match match(const Node& node) {
    Match out{.origin = node.span.begin};
    const auto text = [&](std::string_view field) {
      const Node* child = node.find(field);
      return child != nullptr && child->kind == NodeKind::kScalar ? child->text : std::string();
    };
    out.name = text("name");
    out.owner = text("owner");
    if (const Node* labels = node.find("labels"))
      for (const auto& [key, value] : labels->entries) out.labels.emplace_back(key.text, value.text);
    if (const Node* kind = node.find("kind"); kind != nullptr && kind->kind == NodeKind::kScalar) {
      out.kind = find_kind(kind->text);
      if (out.kind == nullptr) out.instance_kind = kind->text;
      take_kind(kind->text, kind->span.begin);
    }
    return out;
  }

  void check_kinds(const Value* kinds) {
    if (kinds == nullptr || kinds->as_list() == nullptr) return;
    for (const Value& kind : *kinds->as_list())
      if (kind.as_string() != nullptr) take_kind(*kind.as_string(), kind.origin());
  }

  void take_kind(const std::string& name, Origin origin) {
    if (find_kind(name) == nullptr) settings_.instance_kinds.push_back({name, origin});
  }

  bool check_name(const Node& key) {
    if (is_name(key.text)) return true;
    bad_name(key.text, key.span.begin);
    return false;
  }

  void bad_name(std::string_view name, Origin origin) {
    findings_.add(codes::kBadName, origin, fmt::format("'{}' is no name", name),
                  "a name has ASCII letters, digits, '_', '.' and '-', and starts with a letter, a digit or '_'");
  }

  void check_default_environment(const Node& node) {
    const std::string& wanted = settings_.default_environment;
    if (wanted.empty() || settings_.environments.empty() || settings_.find_environment(wanted) != nullptr) return;
    std::vector<std::string_view> names;
    for (const Environment& environment : settings_.environments) names.push_back(environment.name);
    findings_.add(codes::kUnknownEnvironment, node.find("defaultEnvironment")->span.begin,
                  fmt::format("no environment '{}'", wanted), choice_help(wanted, names));
  }

  Settings settings_;
  Findings findings_;
};

}  // namespace

const Environment* Settings::find_environment(std::string_view environment) const {
  const auto found = std::find_if(environments.begin(), environments.end(),
                                  [&](const Environment& e) { return e.name == environment; });
  return found == environments.end() ? nullptr : &*found;
}

const Kind* known_kind(std::string_view name, Origin origin, Findings& findings,
                       const std::vector<std::string_view>& more) {
  if (const Kind* kind = find_kind(name)) return kind;
  std::vector<std::string_view> names = more;
  for (const Kind& kind : core_kinds()) names.push_back(kind.name);
  findings.add(codes::kUnknownKind, origin, fmt::format("there is no kind '{}'", name), choice_help(name, names));
  return nullptr;
}

Parsed<Settings> decode_settings(const Node& project) { return SettingsDecoder().run(project); }

}  // namespace dac::schema
