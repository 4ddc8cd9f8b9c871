#include "schema/model/subjects.h"

#include <algorithm>

#include "schema/evolve/record_schema.h"

namespace dac::schema {

std::vector<ImpliedSubject> implied_subjects(const Project& project, const Resource& topic) {
  std::vector<ImpliedSubject> implied;
  const std::string strategy = topic.spec.get_string("subjectStrategy", "topic");
  const std::string native = topic.native_name();
  for (const std::string_view part : {"value", "key"}) {
    const Value* side = topic.spec.get(part);
    const std::string schema = side == nullptr ? "" : side->get_string("schema");
    if (schema.empty()) continue;
    const auto parsed = project.record_schemas.find(schema);
    const std::string record = parsed == project.record_schemas.end() ? schema : parsed->second->name();
    std::string subject = native + "-" + (strategy == "topic-record" ? record : std::string(part));
    if (strategy == "record") subject = record;
    implied.push_back({part, "schema/" + schema, std::move(subject)});
  }
  return implied;
}

SchemaSubjects::SchemaSubjects(const Project& project, std::string_view target) {
  for (const Resource& resource : project.resources)
    if (resource.kind->name == "Topic" && !resource.excluded && (target.empty() || resource.target == target))
      for (ImpliedSubject& implied : implied_subjects(project, resource))
        implied_[implied.schema].push_back(std::move(implied.subject));
  for (const Reference& reference : project.references)
    if (reference.from.starts_with("schema/")) referenced_.insert(reference.to);
}

std::vector<std::string> SchemaSubjects::of(const Resource& schema) const {
  std::vector<std::string> names;
  const Value* declared = schema.spec.get("subjects");
  if (declared != nullptr && declared->as_list() != nullptr) {
    for (const Value& subject : *declared->as_list())
      if (subject.as_string() != nullptr) names.push_back(*subject.as_string());
  } else if (const auto implied = implied_.find(schema.id); implied != implied_.end()) {
    names = implied->second;
  }
  if (names.empty() || referenced_.contains(schema.id)) names.push_back(schema.native_name());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace dac::schema
