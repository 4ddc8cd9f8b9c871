#include "schema/model/subjects.h"

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

}  // namespace dac::schema
