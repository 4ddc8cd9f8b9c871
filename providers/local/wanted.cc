#include "providers/local/wanted.h"

#include <algorithm>

#include "providers/local/column_sql.h"
#include "providers/local/complaint.h"
#include "providers/local/names.h"
#include "providers/relational/author_sql.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"
#include "schema/evolve/record_schema.h"
#include "schema/load/text_place.h"
#include "schema/sql/statement.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

constexpr std::string_view kNotHere[] = {"target", "name", "access", "protect", "sqlFile", "schemaFile"};

std::string relation_name(const schema::Resource& relation, const schema::SqlName& written, const void* /*context*/) {
  const std::string native = relation.native_name();
  if (relation.kind->name == "Topic")
    return written.parts.size() == 1 && written.parts.front() == native ? std::string()
                                                                        : schema::quote_identifier(native);
  const TableName table = table_name(native);
  if (table.schema == "main")
    return written.parts.size() == 1 && written.parts.front() == table.name ? std::string()
                                                                            : schema::quote_identifier(table.name);
  if (written.parts.size() == 2 && written.parts[0] == table.schema && written.parts[1] == table.name) return {};
  return schema::quote_identifier(table.schema) + "." + schema::quote_identifier(table.name);
}

std::string as_written(std::string_view name, const void* /*context*/) { return ":" + std::string(name); }

/// A default as the text that the engine casts and gives back.
void canonical_default(Map& column) {
  Value* value = column.find("default");
  if (value == nullptr || value->is_null() || value->as_string() != nullptr) return;
  *value = Value(to_json(*value), value->origin());
}

void table(Map& fields) {
  if (Value* columns = fields.find("columns"); columns != nullptr && columns->as_list() != nullptr)
    for (Value& item : *columns->as_list())
      if (Map* column = item.as_map()) {
        relational::canonical_type(*column, column_of_sql);
        canonical_default(*column);
      }
  relational::canonical_keys(fields);
}

void params(Map& fields) {
  Value* list = fields.find("params");
  if (list == nullptr || list->as_list() == nullptr) return;
  for (Value& item : *list->as_list())
    if (item.as_map() != nullptr) relational::canonical_type(*item.as_map(), column_of_sql);
}

const Value* own_text(const schema::Resource& resource) { return relational::author_sql(resource, "duckdb"); }

}  // namespace

Wanted::Wanted(const schema::Project& project, std::string_view target)
    : project_(project),
      target_(target),
      relations_(project),
      references_(project.references.size()),
      subjects_(project, target) {}

bool Wanted::is_of(const schema::Project& project) const {
  return &project == &project_ && project.references.size() == references_;
}

Value Wanted::native_schema(const Value& reference) const {
  const std::string* name = reference.as_string();
  const schema::Resource* schema = name == nullptr ? nullptr : project_.find("schema/" + *name);
  return schema == nullptr ? reference : Value(schema->native_name(), reference.origin());
}

void Wanted::topic(Map& fields) const {
  for (const std::string_view part : {"value", "key"})
    if (Value* side = fields.find(part); side != nullptr && side->get("schema") != nullptr)
      side->as_map()->set("schema", native_schema(*side->get("schema")));
}

void Wanted::schema(const schema::Resource& resource, Map& fields) const {
  if (Value* references = fields.find("references"); references != nullptr && references->as_list() != nullptr)
    for (Value& item : *references->as_list())
      if (item.get("schema") != nullptr) item.as_map()->set("schema", native_schema(*item.get("schema")));
  const std::vector<std::string> names = subjects_.of(resource);
  List subjects(names.begin(), names.end());
  fields.set("subjects", std::move(subjects));
}

Origin Wanted::place_of(std::string_view resource, std::string_view complaint) const {
  const schema::Resource* found = project_.find(resource);
  const Value* sql = found == nullptr ? nullptr : own_text(*found);
  if (sql == nullptr) return {};
  const auto offset = find_complaint(*sql->as_string(), complaint);
  return offset && project_.sources != nullptr ? schema::text_place(*project_.sources, *sql, *offset) : sql->origin();
}

std::string Wanted::resource_of(const providers::ObjectKey& key) const {
  for (const schema::Resource& resource : project_.resources)
    if (resource.target == target_ && resource.kind->lower == key.kind && resource.native_name() == key.name)
      return resource.id;
  return {};
}

Origin Wanted::line_of(std::string_view schema, int line) const {
  const schema::Resource* found = project_.find(schema);
  const Value* text = found == nullptr ? nullptr : found->spec.get("schema");
  if (text == nullptr || text->as_string() == nullptr) return {};
  return line > 0 && project_.sources != nullptr ? schema::line_place(*project_.sources, *text, line) : text->origin();
}

Value Wanted::engine_text(const schema::Resource& resource) const {
  const Value* sql = own_text(resource);
  if (sql == nullptr) return {};
  return Value(relational::engine_sql(*sql->as_string(), relations_,
                                      {.target = target_, .relation = relation_name, .parameter = as_written}),
               sql->origin());
}

void Wanted::pipeline(const schema::Resource& resource, Map& fields) const {
  // The destination under its native name; where no `into` says it, it is what the pipeline writes.
  const Value* into = fields.find("into");
  std::string id = into == nullptr || into->as_string() == nullptr ? "" : *into->as_string();
  const Origin origin = into == nullptr ? Origin() : into->origin();
  const auto& all = project_.references;
  auto at = std::lower_bound(
      all.begin(), all.end(), resource.id,
      [](const schema::Reference& reference, const std::string& from) { return reference.from < from; });
  for (; id.empty() && at != all.end() && at->from == resource.id; ++at)
    if (at->via == schema::Via::kWrites) id = at->to;
  const schema::Resource* destination = project_.find(id);
  if (destination != nullptr) id = std::string(destination->kind->lower) + "/" + destination->native_name();
  if (!id.empty()) fields.set("into", Value(id, origin));
}

providers::Object Wanted::object(const schema::Resource& resource) const {
  Map fields;
  if (const Map* spec = resource.spec.as_map())
    for (const auto& [name, value] : *spec)
      if (std::find(std::begin(kNotHere), std::end(kNotHere), name) == std::end(kNotHere)) fields.set(name, value);
  const std::string_view kind = resource.kind->name;
  if (kind == "Topic") topic(fields);
  if (kind == "Schema") schema(resource, fields);
  if (kind == "Table") table(fields);
  if (kind == "Endpoint") params(fields);
  if (kind == "Pipeline") pipeline(resource, fields);
  if (kind == "Pipeline" || kind == "Endpoint") fields.set("sql", engine_text(resource));
  return {.key = {.kind = std::string(resource.kind->lower), .name = resource.native_name()},
          .fields = std::move(fields)};
}

}  // namespace dac::local
