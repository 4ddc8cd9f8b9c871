// From instances of blueprints to the documents that they stand for, before anything is typed: what comes out is
// decoded, merged and checked like any other resource.

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>
#include <unordered_set>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/kind/instance_form.h"
#include "schema/load/blueprint.h"
#include "schema/load/decode.h"
#include "schema/load/envelope.h"
#include "schema/load/match.h"
#include "schema/load/merge.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"
#include "schema/load/template.h"

namespace dac::schema {
namespace {

/// What blueprints that make instances of each other may come to.
constexpr std::size_t kMostMade = 100'000;

Node text_node(std::string text, Span span) {
  Node node;
  node.kind = NodeKind::kScalar;
  node.text = std::move(text);
  node.span = span;
  return node;
}

Node map_node(Span span) {
  Node node;
  node.kind = NodeKind::kMap;
  node.span = span;
  return node;
}

void set(Node& map, std::string_view key, Node value) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const NodeEntry& entry) { return entry.first.text == key; });
  if (found != map.entries.end())
    found->second = std::move(value);
  else
    map.entries.push_back({text_node(std::string(key), value.span), std::move(value)});
}

/// The two spaces that a template knows of: what the instance says, and what it is.
struct Call {
  const Blueprint& blueprint;
  const Node& root;
  const Node& metadata;
  std::size_t instance;  // in Project::instances: the outermost
  Arguments arguments = {};
};

class Expansion {
 public:
  explicit Expansion(Resolution& r) : r_(r) {}

  void expand(const Node& root, const Blueprint& blueprint) {
    Findings said;
    const Envelope envelope = read_envelope(root, said);
    Instance instance;
    instance.kind = blueprint.instance_kind;
    instance.blueprint = "blueprint/" + blueprint.name;
    instance.origin = root.span.begin;
    const Node* metadata = envelope.metadata;
    if (metadata == nullptr && !said.has_errors())
      said.add(codes::kMissingField, root.span.begin, "'metadata' is missing",
               "an instance has a name: metadata: {name: clicks}");
    if (metadata != nullptr) {
      Decoder decoder(&r_.variables, said);
      const Value fields(decoder.object(metadata_fields(), *metadata, root.span.begin));
      instance.name = fields.get_string("name");
      instance.owner = fields.get_string("owner");
      check_metadata(*metadata, said);
    }
    instance.id = to_lower(instance.kind) + "/" + instance.name;
    if (said.has_errors() || instance.name.empty() || is_twice(instance, said)) return lose(said, instance.id);
    r_.project.instances.push_back(instance);
    Call call{blueprint, root, *metadata, r_.project.instances.size() - 1};
    Node patched;
    if (!read_arguments(call, patched_spec(instance, metadata->find("labels"), envelope.spec, patched), said)) {
      r_.project.instances.pop_back();
      return lose(said, instance.id);
    }
    keep_arguments(call);
    make(call);
  }

  /// Of the project file's patches for instances.
  void report_unused() const {
    const auto report = [&](const std::vector<Patch>& patches) {
      for (const Patch& patch : patches)
        if (!used_.contains(&patch) && r_.blueprints.contains(patch.match.instance_kind))
          report_unused_match(patch.match, r_.findings);
    };
    report(r_.settings.defaults);
    report(r_.environment->overrides);
  }

 private:
  static bool fits(const Match& match, const Instance& instance, const Node* labels) {
    return match.instance_kind == instance.kind &&
           fits_beside_kind(match, instance.name, instance.owner, [&](const std::string& label) {
             const Node* given = labels == nullptr ? nullptr : labels->find(label);
             return given == nullptr ? nullptr : &given->text;
           });
  }

  /// What the instance says, between the project's defaults and the environment's overrides; `patched` holds it where
  /// there are such.
  const Node* patched_spec(const Instance& instance, const Node* labels, const Node* spec, Node& patched) {
    patched = map_node(instance.origin.known() ? Span{instance.origin, instance.origin} : Span{});
    bool is_patched = false;
    const auto lay = [&](const std::vector<Patch>& patches) {
      for (const Patch& patch : patches) {
        if (!fits(patch.match, instance, labels)) continue;
        used_.insert(&patch);
        lay_over(patched, *patch.spec, Nulls::kRemove);
        is_patched = true;
      }
    };
    lay(r_.settings.defaults);
    if (spec != nullptr) lay_over(patched, *spec, Nulls::kKeep);
    lay(r_.environment->overrides);
    return is_patched ? &patched : spec;
  }

  static void check_metadata(const Node& metadata, Findings& said) {
    for (const std::string_view field : kNotOfInstances)
      if (const Node* node = metadata.find(field))
        said.add(codes::kBadInstance, node->span.begin, fmt::format("an instance has no '{}'", field),
                 "it can stand in the blueprint, under the metadata of a resource");
  }

  bool is_twice(const Instance& instance, Findings& said) {
    const auto [first, is_new] = declared_.emplace(instance.id, instance.origin);
    if (is_new) return false;
    said.add(codes::kDuplicateResource, instance.origin, fmt::format("{} is declared twice", instance.id),
             "give one of them another name, or remove it")
        .notes.push_back({"it was declared here first", first->second});
    return true;
  }

  /// What it would have made may be missed elsewhere: that is no news.
  void lose(const Findings& said, const std::string& id) {
    r_.lost.insert("/");
    for (Finding finding : said.items()) {
      finding.resource = id;
      r_.findings.add(std::move(finding));
    }
  }

  bool read_arguments(Call& call, const Node* spec, Findings& said) {
    const auto& parameters = call.blueprint.parameters;
    bool is_misspelled = false;  // then what is missing may be what was meant
    if (spec != nullptr)
      for (const auto& [key, value] : spec->entries) {
        if (call.blueprint.find(key.text) != nullptr) continue;
        std::vector<std::string_view> names;
        for (const BlueprintParameter& parameter : parameters) names.push_back(parameter.name);
        said.add(codes::kUnknownField, key.span.begin, fmt::format("unknown field '{}'", key.text),
                 names.empty() ? "this kind has no parameters" : choice_help(key.text, names));
        is_misspelled = true;
      }
    for (const BlueprintParameter& parameter : parameters) {
      const Node* given = spec == nullptr ? nullptr : spec->find(parameter.name);
      const Node* node = given != nullptr ? given : parameter.fallback;
      if (node == nullptr) {
        if (!is_misspelled)
          said.add(codes::kMissingField, call.root.span.begin, fmt::format("'{}' is missing", parameter.name),
                   parameter.doc);
        continue;
      }
      if (auto value = read_parameter(parameter, *node, r_.variables, said))
        call.arguments.emplace_back(parameter.name, std::move(*value));
    }
    add_own_word(call, "name");
    add_own_word(call, "owner");
    return !said.has_errors();
  }

  static void add_own_word(Call& call, std::string_view word) {
    if (call.blueprint.find(word) != nullptr) return;
    const Node* node = call.metadata.find(word);
    ParameterText text;
    if (node != nullptr) text = {node->text, node->span};
    call.arguments.emplace_back(std::string(word), ParameterValue{.texts = {std::move(text)}});
  }

  void keep_arguments(const Call& call) {
    Instance& instance = r_.project.instances[call.instance];
    for (const BlueprintParameter& parameter : call.blueprint.parameters)
      for (const auto& [name, value] : call.arguments) {
        if (name != parameter.name) continue;
        List texts;
        for (const ParameterText& text : value.texts) texts.emplace_back(text.text, text.span.begin);
        if (value.is_list)
          instance.arguments.append(name, Value(texts, texts.empty() ? parameter.origin : texts.front().origin()));
        else
          instance.arguments.append(name, std::move(texts.front()));
      }
  }

  void make(const Call& call) {
    for (const BlueprintPart& part : call.blueprint.parts) {
      const auto value = [&](std::string_view name) -> const ParameterValue& {
        return std::find_if(call.arguments.begin(), call.arguments.end(),
                            [&](const auto& argument) { return argument.first == name; })
            ->second;
      };
      if (!part.when.empty() && value(part.when).texts.front().text != "true") continue;
      if (part.each.empty()) {
        make_one(call, part, call.arguments);
        continue;
      }
      for (const ParameterText& element : value(part.each).texts) {
        Arguments own = call.arguments;
        for (auto& [name, given] : own)
          if (name == part.each) given = {.texts = {element}};
        make_one(call, part, own);
      }
    }
  }

  void make_one(const Call& call, const BlueprintPart& part, const Arguments& arguments) {
    if (r_.made.size() >= kMostMade) {
      if (!is_full_) {
        r_.findings.add(codes::kTooManyMade, call.root.span.begin,
                        fmt::format("the project's instances make more than {} resources", kMostMade),
                        "make fewer, or write a blueprint with fewer repetitions");
        r_.lost.insert("/");
      }
      is_full_ = true;
      return;
    }
    Node root = map_node(call.root.span);
    set(root, "apiVersion", text_node("dac/v1", call.root.span));
    for (const auto& [key, value] : part.node->entries)
      if (key.text != "forEach" && key.text != "when" && key.text != "metadata")
        root.entries.push_back({key, fill_template(value, arguments)});
    set(root, "metadata", metadata(call, part, arguments));
    Made& made = r_.made.emplace_back();
    made.document.root = std::move(root);
    made.instance = call.instance;
    made.place = part.node->span.begin;
    const auto nested = r_.blueprints.find(part.kind);
    if (nested == r_.blueprints.end()) return;
    Findings said;
    const Envelope envelope = read_envelope(made.document.root, said);
    Call inner{nested->second, made.document.root, *envelope.metadata, call.instance};
    if (read_arguments(inner, envelope.spec, said)) return make(inner);
    lose(said, r_.project.instances[call.instance].id);
  }

  /// Its name is the instance's where the template has none, its owner always; labels of both.
  static Node metadata(const Call& call, const BlueprintPart& part, const Arguments& arguments) {
    const Node* own = part.node->find("metadata");
    Node out =
        own != nullptr && own->kind == NodeKind::kMap ? fill_template(*own, arguments) : map_node(call.root.span);
    const auto inherit = [&](std::string_view field) {
      const Node* node = call.metadata.find(field);
      if (node != nullptr && out.find(field) == nullptr) set(out, field, *node);
    };
    inherit("name");
    inherit("owner");
    const Node* labels = call.metadata.find("labels");
    Node* made = nullptr;
    for (auto& [key, value] : out.entries)
      if (key.text == "labels") made = &value;
    if (made == nullptr)
      inherit("labels");
    else if (labels != nullptr && labels->kind == NodeKind::kMap && made->kind == NodeKind::kMap)
      for (const auto& [key, value] : labels->entries)
        if (made->find(key.text) == nullptr) made->entries.push_back({key, value});
    return out;
  }

  Resolution& r_;
  std::unordered_map<std::string, Origin> declared_;  // by id
  std::unordered_set<const Patch*> used_;
  bool is_full_ = false;
};

const Node* kind_of(const Node& root) {
  if (root.kind != NodeKind::kMap) return nullptr;
  const Node* version = root.find("apiVersion");
  const Node* kind = root.find("kind");
  const bool is_ours = version != nullptr && version->text.starts_with("dac/");
  return is_ours && kind != nullptr && kind->kind == NodeKind::kScalar ? kind : nullptr;
}

}  // namespace

std::vector<std::string_view> Resolution::instance_kind_names() const {
  std::vector<std::string_view> names;
  for (const auto& [kind, blueprint] : blueprints) names.push_back(kind);
  return names;
}

bool Resolution::is_instance(const Node& root) const {
  const Node* kind = blueprints.empty() ? nullptr : kind_of(root);
  return kind != nullptr && blueprints.contains(kind->text);
}

void expand_instances(Resolution& r) {
  const std::vector<const Document*> documents = all_documents(*r.loaded.files);
  r.blueprints = read_blueprints(documents, r.variables, r.findings);
  for (const KindWord& word : r.settings.instance_kinds)
    if (!r.blueprints.contains(word.name) && !r.may_be_unread(word.name))
      known_kind(word.name, word.origin, r.findings, r.instance_kind_names());
  if (r.blueprints.empty()) return;
  Expansion expansion(r);
  for (const Document* document : documents) {
    if (!r.is_instance(document->root)) continue;
    const Blueprint& blueprint = r.blueprints.find(kind_of(document->root)->text)->second;
    if (blueprint.is_bad)
      r.lost.insert("/");
    else
      expansion.expand(document->root, blueprint);
  }
  if (r.has_all_resources()) expansion.report_unused();
}

}  // namespace dac::schema
