#include "providers/postgres/wanted.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "providers/postgres/column_types.h"
#include "providers/postgres/table_sql.h"
#include "providers/relational/table_fields.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::postgres {
namespace {

using relational::TableName;

constexpr std::array<std::string_view, 3> kOwned = {"columns", "primaryKey", "indexes"};

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

}  // namespace

providers::Object wanted_object(const schema::Resource& resource, const std::string& usual) {
  Map fields;
  for (const std::string_view name : kOwned)
    if (const Value* value = resource.spec.get(name); value != nullptr) fields.set(std::string(name), *value);
  if (Value* columns = fields.find("columns"); columns != nullptr && columns->as_list() != nullptr)
    for (Value& column : *columns->as_list())
      if (column.as_map() != nullptr) canonical_column(*column.as_map());
  relational::canonical_keys(fields);
  const TableName table = relational::split_name(resource.native_name(), usual);
  return {.key = {.kind = "table", .name = relational::joined_name(table, usual)}, .fields = Value(std::move(fields))};
}

void check_table(const schema::Resource& resource, const std::string& usual, Findings& findings) {
  for (const Foreign& foreign : kForeign)
    if (const Value* value = resource.spec.get(foreign.field); value != nullptr && !value->is_null())
      findings
          .add(codes::kPostgresHasNone, value->origin(), fmt::format("PostgreSQL has no {} of a table", foreign.field),
               std::string(foreign.help))
          .resource = resource.id;
  const TableName table = relational::split_name(resource.native_name(), usual);
  const auto check_name = [&](const std::string& name, const Origin& origin) {
    if (name.size() <= kLongestName) return;
    findings
        .add(codes::kPostgresName, origin,
             fmt::format("'{}' has {} bytes, and PostgreSQL cuts names after {}", name, name.size(), kLongestName),
             "choose a shorter name")
        .resource = resource.id;
  };
  const Value* own = resource.spec.get("name");
  check_name(table.name, own == nullptr ? resource.origin : own->origin());
  check_name(table.schema, own == nullptr ? resource.origin : own->origin());
  for (const Value& column : relational::list_of(resource.spec, "columns"))
    check_name(column.get_string("name"), column.origin());
  for (const Value& index : relational::list_of(resource.spec, "indexes"))
    check_name(index_name(table, index.get_string("name")), index.origin());
}

}  // namespace dac::postgres
