#include "schema/model/project.h"

#include <algorithm>

#include "schema/evolve/record_schema.h"

namespace dac::schema {

std::string_view via_name(Via via) {
  switch (via) {
    case Via::kReads:
      return "reads";
    case Via::kWrites:
      return "writes";
    case Via::kSchema:
      return "schema";
    case Via::kCalls:
      return "calls";
    case Via::kConsents:
      return "consents";
  }
  return "reads";
}

const Resource* Project::find(std::string_view id) const {
  const auto found =
      std::lower_bound(resources.begin(), resources.end(), id,
                       [](const Resource& resource, std::string_view wanted) { return resource.id < wanted; });
  return found == resources.end() || found->id != id ? nullptr : &*found;
}

const Instance* Project::find_instance(std::string_view id) const {
  const auto found =
      std::find_if(instances.begin(), instances.end(), [&](const Instance& one) { return one.id == id; });
  return found == instances.end() ? nullptr : &*found;
}

const Target* Project::find_target(std::string_view target_name) const {
  const auto found =
      std::find_if(targets.begin(), targets.end(), [&](const Target& target) { return target.name == target_name; });
  return found == targets.end() ? nullptr : &*found;
}

std::vector<const Resource*> Project::of_kind(std::string_view kind) const {
  std::vector<const Resource*> out;
  const Kind* wanted = find_kind(kind);
  for (const Resource& resource : resources)
    if (resource.kind == wanted) out.push_back(&resource);
  return out;
}

std::string Project::schema_text(std::string_view schema_name) const {
  const Resource* schema = find("schema/" + std::string(schema_name));
  return schema == nullptr ? std::string() : schema->spec.get_string("schema");
}

std::vector<Column> Project::columns(std::string_view id) const {
  const Resource* resource = find(id);
  if (resource == nullptr) return {};
  if (const Value* columns = resource->kind->name == "Table" ? resource->spec.get("columns") : nullptr) {
    std::vector<Column> out;
    for (const Value& column : *columns->as_list())
      if (const auto type = parse_column_type(column.get_string("type")))
        out.push_back({column.get_string("name"), *type, column.get_bool("nullable", true)});
    return out;
  }
  const Value* value = resource->kind->name == "Topic" ? resource->spec.get("value") : nullptr;
  if (value == nullptr) return {};
  const auto schema = record_schemas.find(value->get_string("schema"));
  return schema == record_schemas.end() ? std::vector<Column>() : schema->second->columns();
}

}  // namespace dac::schema
