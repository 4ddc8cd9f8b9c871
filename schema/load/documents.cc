// From documents to resources, on all cores: metadata, the merge of defaults and overrides, and the typed spec.

#include <algorithm>
#include <atomic>
#include <deque>
#include <fmt/format.h>

#include "schema/base/parallel.h"
#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/decode.h"
#include "schema/load/envelope.h"
#include "schema/load/match.h"
#include "schema/load/merge.h"
#include "schema/load/resolution.h"

namespace dac::schema {
namespace {

constexpr std::string_view kAnything = "/";

struct Draft {
  Resource resource;  // without a kind: nothing to keep
  Extra extra;
  std::string lost;  // what could not be kept, as Resolution::lost has it
  Findings findings;
};

/// A Match that counts whether it fits anything; shared by the workers.
struct Rule {
  const Match* match;
  const Node* spec;  // null for exclude
  std::atomic<bool>* used;
};

/// An instance's kind and name stand for all that it made.
bool fits(const Match& match, const Resource& resource) {
  std::string_view name = resource.name;
  if (match.instance_kind.empty()) {
    if (match.kind != resource.kind) return false;
  } else {
    const std::size_t slash = resource.made_by.find('/');
    if (slash == std::string::npos || resource.made_by.substr(0, slash) != to_lower(match.instance_kind)) return false;
    name = std::string_view(resource.made_by).substr(slash + 1);
  }
  return fits_beside_kind(match, name, resource.owner, [&](const std::string& label) {
    const Value* value = resource.labels.find(label);
    return value == nullptr ? nullptr : value->as_string();
  });
}

class DocumentDecoder {
 public:
  explicit DocumentDecoder(Resolution& r) : r_(r) {
    // Those for instances are laid over what the instances say (expand_instances).
    for (const Patch& patch : r.settings.defaults)
      if (patch.match.kind != nullptr) defaults_.push_back(rule(patch.match, patch.spec));
    for (const Patch& patch : r.environment->overrides)
      if (patch.match.kind != nullptr) overrides_.push_back(rule(patch.match, patch.spec));
    for (const Match& match : r.environment->exclude) excludes_.push_back(rule(match, nullptr));
  }

  void decode(const Node& root, Draft& draft) const {
    if (root.kind == NodeKind::kEmpty || r_.is_instance(root)) return;
    if (root.kind != NodeKind::kMap) {
      draft.findings.add(codes::kNotAResource, root.span.begin,
                         "expected a resource: a map with apiVersion, kind, metadata and spec",
                         "to leave the file out, list it under spec.exclude of dac.yaml");
      return;
    }
    const Envelope envelope = read_envelope(root, draft.findings);
    if (envelope.is_foreign) return;
    draft.extra.broken = draft.findings.has_errors();
    draft.lost = written_name(envelope.metadata);
    if (draft.lost.empty()) draft.lost = std::string(kAnything);
    if (envelope.kind_name == nullptr) return;
    const Kind* kind = resource_kind(*envelope.kind_name, draft.findings);
    if (kind == nullptr) return;
    draft.lost = fmt::format("{}/", kind->lower);  // its name is refused, or known in the end
    Resource& resource = draft.resource;
    resource.origin = root.span.begin;
    if (!decode_metadata(envelope.metadata, resource, draft)) return;
    resource.kind = kind;
    resource.id = resource_id(*kind, resource.name);
    resource.excluded = is_excluded(resource);
    decode_spec(envelope.spec, draft);
    draft.lost.clear();
  }

  /// "no Topic fits": once all documents are done.
  void report_unused(Findings& findings) const {
    for (const auto* rules : {&defaults_, &overrides_, &excludes_})
      for (const Rule& unused : *rules)
        if (!*unused.used && (unused.match->kind != nullptr || r_.blueprints.contains(unused.match->instance_kind)))
          report_unused_match(*unused.match, findings);
  }

 private:
  Rule rule(const Match& match, const Node* spec) { return {&match, spec, &used_.emplace_back(false)}; }

  static std::string written_name(const Node* metadata) {
    const Node* name = metadata == nullptr ? nullptr : metadata->find("name");
    return name == nullptr ? std::string() : name->text;
  }

  const Kind* resource_kind(const Node& name, Findings& findings) const {
    if (const Kind* kind = find_kind(name.text)) return kind;
    if (name.text != "Project") return known_kind(name.text, name.span.begin, findings, r_.instance_kind_names());
    findings.add(codes::kUnknownKind, name.span.begin, "a Project stands only in dac.yaml, at the root of the project",
                 "remove it, or list the file under spec.exclude of dac.yaml");
    return nullptr;
  }

  bool decode_metadata(const Node* metadata, Resource& resource, Draft& draft) const {
    if (metadata == nullptr) {
      if (!draft.extra.broken)  // else it is there, misspelled or of the wrong type
        draft.findings.add(codes::kMissingField, resource.origin, "'metadata' is missing",
                           "a resource has a name: metadata: {name: orders}");
      return false;
    }
    Decoder decoder(&r_.variables, draft.findings);
    Map map = decoder.object(metadata_fields(), *metadata, resource.origin);
    draft.extra.broken |= decoder.failed();
    const Value fields(std::move(map));
    resource.name = fields.get_string("name");
    resource.owner = fields.get_string("owner");
    if (const Value* owner = fields.get("owner")) draft.extra.owner_place = owner->origin();
    resource.description = fields.get_string("description");
    resource.managed = fields.get_bool("managed", true);
    resource.renamed_from = fields.get_string("renamedFrom");
    if (const Value* labels = fields.get("labels")) resource.labels = *labels->as_map();
    if (const Value* deprecated = fields.get("deprecated"); deprecated != nullptr && *deprecated != Value(false))
      resource.deprecated = *deprecated;
    return !resource.name.empty();
  }

  bool is_excluded(const Resource& resource) const {
    bool excluded = false;
    for (const Rule& exclude : excludes_) excluded |= use(exclude, resource);
    return excluded;
  }

  static bool use(const Rule& rule, const Resource& resource) {
    if (!fits(*rule.match, resource)) return false;
    if (!rule.used->load(std::memory_order_relaxed)) rule.used->store(true, std::memory_order_relaxed);
    return true;
  }

  void decode_spec(const Node* spec, Draft& draft) const {
    Resource& resource = draft.resource;
    Node merged;  // only where something has to be merged
    merged.kind = NodeKind::kMap;
    merged.span.begin = resource.origin;
    bool is_merged = false;
    for (const Rule& patch : defaults_) {
      if (!use(patch, resource)) continue;
      lay_over(merged, *patch.spec, Nulls::kRemove);
      is_merged = true;
    }
    if (is_merged && spec != nullptr) lay_over(merged, *spec, Nulls::kKeep);
    for (const Rule& patch : overrides_) {
      if (!use(patch, resource)) continue;
      if (!is_merged && spec != nullptr) merged = *spec;
      lay_over(merged, *patch.spec, Nulls::kRemove);
      is_merged = true;
    }
    Decoder decoder(&r_.variables, draft.findings);
    const Node& whole = is_merged || spec == nullptr ? merged : *spec;
    Map fields = decoder.object(resource.kind->fields, whole, resource.origin);
    take_text(fields, "sqlFile", "sql", draft);
    take_text(fields, "schemaFile", "schema", draft);
    draft.extra.broken |= decoder.failed();
    draft.extra.secrets = std::move(decoder.secrets());
    resource.spec = Value(std::move(fields), whole.span.begin);
  }

  /// Turns a field that names files into requests for their texts.
  static void take_text(Map& fields, std::string_view file_field, std::string_view text_field, Draft& draft) {
    const Value* named = fields.find(file_field);
    if (named == nullptr) return;
    if (const Value* text = fields.find(text_field)) {
      Finding& finding =
          draft.findings.add(codes::kConflictingFields, named->origin(),
                             fmt::format("'{}' and '{}' are both given", text_field, file_field), "keep one of them");
      finding.notes.push_back({fmt::format("'{}' is here", text_field), text->origin()});
      draft.extra.broken = true;
    } else if (const std::string* path = named->as_string()) {
      draft.extra.texts.push_back({std::string(text_field), {}, *path, named->origin()});
    } else if (const Map* by_dialect = named->as_map()) {
      for (const auto& [dialect, entry] : *by_dialect)
        if (entry.as_string() != nullptr)
          draft.extra.texts.push_back({std::string(text_field), dialect, *entry.as_string(), entry.origin()});
    }
    fields.erase(file_field);
  }

  Resolution& r_;
  std::deque<std::atomic<bool>> used_;
  std::vector<Rule> defaults_;
  std::vector<Rule> overrides_;
  std::vector<Rule> excludes_;
};

/// Sorts by id and keeps the first of each, in file order.
void keep(std::vector<Draft>& drafts, Resolution& r) {
  std::vector<Draft*> kept;
  kept.reserve(drafts.size());
  for (Draft& draft : drafts) {
    if (!draft.findings.empty()) {
      for (Finding finding : draft.findings.items()) {
        if (finding.resource.empty() && draft.resource.kind != nullptr) finding.resource = draft.resource.id;
        r.findings.add(std::move(finding));
      }
    }
    if (!draft.lost.empty()) r.lost.insert(draft.lost);
    if (draft.resource.kind != nullptr) kept.push_back(&draft);
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Draft* a, const Draft* b) { return a->resource.id < b->resource.id; });
  r.project.resources.reserve(kept.size());
  r.extras.reserve(kept.size());
  for (Draft* draft : kept) {
    auto& resources = r.project.resources;
    if (!resources.empty() && resources.back().id == draft->resource.id) {
      r.report(draft->resource, codes::kDuplicateResource, draft->resource.origin,
               fmt::format("{} is declared twice", draft->resource.id), "give one of them another name, or remove it")
          .notes.push_back({"it was declared here first", resources.back().origin});
      continue;
    }
    resources.push_back(std::move(draft->resource));
    r.extras.push_back(std::move(draft->extra));
  }
}

}  // namespace

void report_unused_match(const Match& match, Findings& findings) {
  findings.add(codes::kMatchesNothing, match.origin,
               fmt::format("no {} of the project fits this match",
                           match.kind != nullptr ? match.kind->name : std::string_view(match.instance_kind)),
               "correct its name, labels or owner, or remove it");
}

void decode_documents(Resolution& r) {
  struct Source {
    const Node* root;
    const Made* made = nullptr;
  };
  std::vector<Source> sources;
  for (const FileDocuments& file : r.loaded.files->resources)
    for (const Document& document : file.documents) sources.push_back({&document.root});
  for (const Made& made : r.made) sources.push_back({&made.document.root, &made});
  std::vector<Draft> drafts(sources.size());
  const DocumentDecoder decoder(r);
  parallel_for(sources.size(), [&](std::size_t i) {
    if (const Made* made = sources[i].made) {
      drafts[i].resource.made_by = r.project.instances[made->instance].id;
      drafts[i].resource.made_at = made->place;
    }
    decoder.decode(*sources[i].root, drafts[i]);
  });
  keep(drafts, r);
  if (r.has_all_resources()) decoder.report_unused(r.findings);
}

}  // namespace dac::schema
