#include "providers/postgres/wanted.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "providers/postgres/column_types.h"
#include "providers/postgres/endpoint_sql.h"
#include "providers/postgres/endpoints.h"
#include "providers/postgres/table_sql.h"
#include "providers/relational/author_sql.h"
#include "providers/relational/table_fields.h"
#include "schema/diag/codes/provider.h"
#include "schema/load/text_place.h"
#include "schema/value/json.h"

namespace dac::postgres {
namespace {

using relational::TableName;

constexpr std::array<std::string_view, 3> kOfTable = {"columns", "primaryKey", "indexes"};
constexpr std::array<std::string_view, 3> kOfEndpoint = {"path", "params", "maxRows"};

/// Fields of a Table that only other systems have, and what to do in place of them.
struct Foreign {
  std::string_view field;
  std::string_view help;
};
constexpr std::array<Foreign, 4> kForeign = {
    Foreign{"orderBy", "rows have no order here: an index does what it is for"},
    Foreign{"partitionBy", "make the partitioned table by hand and declare it with managed: false"},
    Foreign{"ttl", "delete old rows with a job of your own"}, Foreign{"engine", "there is one only: leave it out"}};

constexpr std::size_t kLongestName = 63;  // bytes; NAMEDATALEN - 1

void canonical_column(Map& column) {
  relational::canonical_type(column, column_of_sql);
  Value* value = column.find("default");
  if (value == nullptr || value->is_null()) return;
  const std::string text = value->as_string() != nullptr ? *value->as_string() : to_json(*value);
  *value = Value(canonical_default(text, relational::type_of(Value(column))), value->origin());
}

std::string relation_name(const schema::Resource& relation, const schema::SqlName& /*written*/, const void* usual) {
  if (relation.kind->name != "Table") return {};
  return relational::split_name(relation.native_name(), *static_cast<const std::string*>(usual)).sql();
}

std::string as_written(std::string_view name, const void* /*usual*/) { return ":" + std::string(name); }

}  // namespace

Wanted::Wanted(const schema::Project& project, std::string_view target, std::string_view usual)
    : project_(project), target_(target), usual_(usual), relations_(project), references_(project.references.size()) {}

bool Wanted::is_of(const schema::Project& project) const {
  return &project == &project_ && project.references.size() == references_;
}

void Wanted::table(const schema::Resource& resource, Map& fields) const {
  for (const std::string_view name : kOfTable)
    if (const Value* value = resource.spec.get(name)) fields.set(std::string(name), *value);
  if (Value* columns = fields.find("columns"); columns != nullptr && columns->as_list() != nullptr)
    for (Value& column : *columns->as_list())
      if (column.as_map() != nullptr) canonical_column(*column.as_map());
  relational::canonical_keys(fields);
}

void Wanted::endpoint(const schema::Resource& resource, Map& fields) const {
  for (const std::string_view name : kOfEndpoint)
    if (const Value* value = resource.spec.get(name)) fields.set(std::string(name), *value);
  if (Value* params = fields.find("params"); params != nullptr && params->as_list() != nullptr)
    for (Value& param : *params->as_list())
      if (param.as_map() != nullptr) relational::canonical_type(*param.as_map(), column_of_sql);
  const Value* sql = relational::author_sql(resource, "postgres");
  if (sql == nullptr) return;
  const relational::EngineNames names{
      .target = target_, .relation = relation_name, .parameter = as_written, .context = &usual_};
  fields.set("sql", Value(relational::engine_sql(*sql->as_string(), relations_, names), sql->origin()));
}

providers::Object Wanted::object(const schema::Resource& resource) const {
  Map fields;
  const bool is_table = resource.kind->name == "Table";
  if (is_table)
    table(resource, fields);
  else
    endpoint(resource, fields);
  const std::string_view usual = is_table ? std::string_view(usual_) : kEndpointSchema;
  const TableName name = relational::split_name(resource.native_name(), usual);
  return {.key = {.kind = std::string(resource.kind->lower), .name = relational::joined_name(name, usual)},
          .fields = Value(std::move(fields))};
}

Origin Wanted::place_of(std::string_view resource, const std::string& engine_sql, std::size_t position) const {
  const schema::Resource* found = project_.find(resource);
  const Value* sql = found == nullptr ? nullptr : relational::author_sql(*found, "postgres");
  if (sql == nullptr) return {};
  const auto offset = relational::same_place(*sql->as_string(), engine_sql, position);
  return offset && project_.sources != nullptr ? schema::text_place(*project_.sources, *sql, *offset) : sql->origin();
}

void check_resource(const schema::Resource& resource, const std::string& usual, Findings& findings) {
  const auto check_name = [&](const std::string& name, const Origin& origin) {
    if (name.size() <= kLongestName) return;
    findings
        .add(codes::kPostgresName, origin,
             fmt::format("'{}' has {} bytes, and PostgreSQL cuts names after {}", name, name.size(), kLongestName),
             "choose a shorter name")
        .resource = resource.id;
  };
  for (const Foreign& foreign : kForeign)
    if (const Value* value = resource.spec.get(foreign.field); value != nullptr && !value->is_null())
      findings
          .add(codes::kPostgresHasNone, value->origin(), fmt::format("PostgreSQL has no {} of a table", foreign.field),
               std::string(foreign.help))
          .resource = resource.id;
  const bool is_table = resource.kind->name == "Table";
  const TableName name = relational::split_name(resource.native_name(), is_table ? usual : kEndpointSchema);
  const Value* own = resource.spec.get("name");
  const Origin at = own == nullptr ? resource.origin : own->origin();
  check_name(is_table ? name.name : answer_type(name).name, at);
  check_name(name.schema, at);
  for (const std::string_view list : {"columns", "params"})
    for (const Value& each : relational::list_of(resource.spec, list))
      check_name(each.get_string("name"), each.origin());
  for (const Value& index : relational::list_of(resource.spec, "indexes"))
    check_name(index_name(name, index.get_string("name")), index.origin());
}

}  // namespace dac::postgres
