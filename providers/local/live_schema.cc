#include "providers/local/live_schema.h"

#include <algorithm>

namespace dac::local {
namespace {

class LiveReferences {
 public:
  explicit LiveReferences(Connection& connection) : connection_(connection) {}

  Result<> add(const Value& fields) {
    const Value* references = fields.get("references");
    if (references == nullptr || references->as_list() == nullptr) return {};
    for (const Value& reference : *references->as_list())
      DAC_TRY(add_one(reference.get_string("name"), reference.get_string("schema")));
    return {};
  }
  std::vector<schema::NamedSchema> take() { return std::move(found_); }

 private:
  Result<> add_one(const std::string& name, const std::string& schema) {
    if (std::find(seen_.begin(), seen_.end(), schema) != seen_.end()) return {};
    seen_.push_back(schema);
    auto row = find_object(connection_, "schema", schema);
    if (!row) return fail(std::move(row).error());
    if (!*row) return {};
    DAC_TRY(add((*row)->fields));
    found_.push_back({name, (*row)->fields.get_string("schema")});
    return {};
  }

  Connection& connection_;
  std::vector<std::string> seen_;
  std::vector<schema::NamedSchema> found_;
};

}  // namespace

Result<std::vector<schema::NamedSchema>> live_references(Connection& connection, const Value& fields) {
  LiveReferences references(connection);
  DAC_TRY(references.add(fields));
  return references.take();
}

Result<schema::ParsedSchema> parse_live_schema(Connection& connection, const Value& fields) {
  const auto references = live_references(connection, fields);
  if (!references) return fail(references.error());
  return schema::parse_schema(fields.get_string("format"), fields.get_string("schema"), *references);
}

}  // namespace dac::local
