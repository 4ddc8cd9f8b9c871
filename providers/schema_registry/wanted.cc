#include "providers/schema_registry/wanted.h"

#include <algorithm>

#include "schema/base/sha256.h"
#include "schema/evolve/record_schema.h"

namespace dac::schema_registry {
namespace {

constexpr int kDeepest = 50;  // cycles of references are the files' error; this only ends the walk

const List* list_of(const Value* value) { return value == nullptr ? nullptr : value->as_list(); }

}  // namespace

std::string text_digest(std::string_view format, std::string_view text,
                        const std::map<std::string, std::string>& uses) {
  std::string all = schema::canonical_schema(format, text);
  for (const auto& [name, digest] : uses) all += "\n" + name + " " + digest;
  return sha256_hex(all).substr(0, 12);
}

Wanted::Wanted(const schema::Project& project)
    : project_(project), references_(project.references.size()), subjects_(project) {}

bool Wanted::is_of(const schema::Project& project) const {
  return &project == &project_ && project.references.size() == references_;
}

std::map<std::string, std::string> Wanted::uses(const schema::Resource& resource, int depth) const {
  std::map<std::string, std::string> digests;
  const List* references = list_of(resource.spec.get("references"));
  if (references == nullptr || depth > kDeepest) return digests;
  for (const Value& reference : *references)
    if (const schema::Resource* other = project_.find("schema/" + reference.get_string("schema")))
      digests[reference.get_string("name")] =
          text_digest(other->spec.get_string("format"), other->spec.get_string("schema"), uses(*other, depth + 1));
  return digests;
}

std::vector<providers::Object> Wanted::objects(const schema::Resource& resource) const {
  Map fields;
  for (const std::string_view name : {"format", "schema", "compatibility"})
    if (const Value* value = resource.spec.get(name)) fields.set(std::string(name), *value);
  if (const List* references = list_of(resource.spec.get("references"));
      references != nullptr && !references->empty()) {
    List native;
    for (const Value& reference : *references) {
      Value item = reference;
      const schema::Resource* other = project_.find("schema/" + reference.get_string("schema"));
      if (other != nullptr)
        item.as_map()->set("schema", Value(other->native_name(), reference.get("schema")->origin()));
      native.push_back(std::move(item));
    }
    fields.set("references", Value(std::move(native), resource.spec.get("references")->origin()));
    Map digests;
    for (const auto& [name, digest] : uses(resource, 0)) digests.set(name, digest);
    fields.set("uses", std::move(digests));
  }
  std::vector<providers::Object> objects;
  std::vector<std::string> names = subjects_.of(resource);
  for (std::string& name : names)
    objects.push_back({.key = {.kind = "subject", .name = std::move(name)}, .fields = fields});
  return objects;
}

}  // namespace dac::schema_registry
