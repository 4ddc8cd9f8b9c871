#include "schema/model/schema_references.h"

#include <algorithm>

namespace dac::schema {
namespace {

class Collector {
 public:
  explicit Collector(const Project& project) : project_(project) {}

  ReferencedSchemas run(const Resource& schema) {
    open_.push_back(&schema);
    collect(schema);
    return std::move(out_);
  }

 private:
  void collect(const Resource& schema) {
    const Value* references = schema.spec.get("references");
    if (references == nullptr) return;
    for (const Value& reference : *references->as_list())
      add(reference.get_string("name"), project_.find("schema/" + reference.get_string("schema")));
  }

  void add(const std::string& name, const Resource* used) {
    if (used == nullptr || std::find(open_.begin(), open_.end(), used) != open_.end()) {
      out_.complete = false;
      return;
    }
    const auto is_it = [&](const NamedSchema& known) { return known.name == name; };
    if (std::any_of(out_.schemas.begin(), out_.schemas.end(), is_it)) return;
    open_.push_back(used);
    collect(*used);
    open_.pop_back();
    out_.schemas.push_back({name, used->spec.get_string("schema")});
    out_.ids.push_back(used->id);
    out_.complete = out_.complete && !out_.schemas.back().text.empty();
  }

  const Project& project_;
  std::vector<const Resource*> open_;  // from the schema asked for to the one that is looked at
  ReferencedSchemas out_;
};

}  // namespace

ReferencedSchemas referenced_schemas(const Project& project, const Resource& schema) {
  return Collector(project).run(schema);
}

}  // namespace dac::schema
