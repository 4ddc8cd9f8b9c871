// What must be unique in an environment: relations of a target, paths of endpoints, subjects of schemas.

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_map>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/resolution.h"
#include "schema/model/subjects.h"

namespace dac::schema {
namespace {

void note_first(Finding& finding, const Resource& first) {
  finding.notes.push_back({fmt::format("{} is here", first.id), first.origin});
}

/// Topics and Tables of one target share a namespace, whether they are called by the resource's name or by spec.name.
void check_relations(Resolution& r) {
  std::unordered_map<std::string, const Resource*> taken;
  for (const Resource& resource : r.project.resources) {
    if ((resource.kind->name != "Topic" && resource.kind->name != "Table") || resource.excluded ||
        resource.target.empty())
      continue;
    const Value* native = resource.spec.get("name");
    const auto [place, is_new] = taken.emplace(resource.target + "\n" + to_lower(resource.native_name()), &resource);
    if (is_new) continue;
    note_first(
        r.report(resource, codes::kDuplicateRelation, native == nullptr ? resource.origin : native->origin(),
                 fmt::format("{} is called '{}' in target '{}', as {} is", resource.id, resource.native_name(),
                             resource.target, place->second->id),
                 "topics and tables of a target share their names, whatever the case; give one of them a spec.name"),
        *place->second);
  }
}

void check_paths(Resolution& r) {
  std::unordered_map<std::string_view, const Resource*> taken;
  for (const Resource& resource : r.project.resources) {
    const Value* path = resource.kind->name == "Endpoint" && !resource.excluded ? resource.spec.get("path") : nullptr;
    if (path == nullptr) continue;
    const auto [place, is_new] = taken.emplace(*path->as_string(), &resource);
    if (!is_new)
      note_first(r.report(resource, codes::kDuplicatePath, path->origin(),
                          fmt::format("path '{}' is served by {} already", *path->as_string(), place->second->id),
                          "give one of them another path"),
                 *place->second);
  }
}

/// Who asks for a subject, and where.
struct Claim {
  const Resource* schema;
  Origin origin;
};

class Subjects {
 public:
  explicit Subjects(Resolution& r) : r_(r) {}

  void check() {
    for (const Resource& resource : r_.project.resources) {
      if (resource.kind->name == "Topic" && !resource.excluded) topic(resource);
      if (resource.kind->name == "Schema") referenced(resource);
    }
    for (const Resource& resource : r_.project.resources) {
      if (resource.kind->name != "Schema" || resource.excluded) continue;
      if (const Value* subjects = resource.spec.get("subjects")) {
        for (const Value& subject : *subjects->as_list()) claim(resource, *subject.as_string(), subject.origin());
      } else if (!used_.contains(resource.name)) {
        claim(resource, resource.native_name(), resource.origin);
      }
    }
  }

 private:
  void topic(const Resource& topic) {
    const bool needs_record = topic.spec.get_string("subjectStrategy", "topic") != "topic";
    for (const ImpliedSubject& implied : implied_subjects(r_.project, topic)) {
      const Resource* schema = r_.project.find(implied.schema);
      if (schema == nullptr) continue;
      used_.insert(schema->name);
      if (schema->spec.get("subjects") != nullptr || schema->excluded) continue;
      if (needs_record && !r_.project.record_schemas.contains(schema->name)) continue;
      claim(*schema, implied.subject, topic.spec.get(implied.part)->get("schema")->origin());
    }
  }

  void referenced(const Resource& schema) {
    const Value* references = schema.spec.get("references");
    if (references == nullptr) return;
    for (const Value& reference : *references->as_list())
      if (const Resource* other = r_.project.find("schema/" + reference.get_string("schema")))
        if (used_.insert(other->name).second) claim(*other, other->native_name(), other->origin);
  }

  void claim(const Resource& schema, const std::string& subject, Origin origin) {
    const auto [place, is_new] = claims_.emplace(std::pair(schema.target, subject), Claim{&schema, origin});
    if (is_new || place->second.schema == &schema) return;
    Finding& finding = r_.report(
        schema, codes::kDuplicateSubject, origin,
        fmt::format("{} and {} are both registered under subject '{}'", place->second.schema->id, schema.id, subject),
        "give one of them other subjects");
    finding.notes.push_back(
        {fmt::format("{} is given the subject here", place->second.schema->id), place->second.origin});
  }

  Resolution& r_;
  std::set<std::string> used_;
  std::map<std::pair<std::string, std::string>, Claim> claims_;
};

}  // namespace

void check_names(Resolution& r) {
  check_relations(r);
  check_paths(r);
  Subjects(r).check();
}

}  // namespace dac::schema
