#include "providers/local/endpoint_sql.h"

#include "providers/local/column_sql.h"
#include "schema/model/column.h"
#include "schema/sql/statement.h"

namespace dac::local {
namespace {

std::string type_of(const Value& fields, std::string_view name) {
  const Value* params = fields.get("params");
  if (params == nullptr || params->as_list() == nullptr) return "VARCHAR";
  for (const Value& param : *params->as_list()) {
    if (param.get_string("name") != name) continue;
    const auto type = schema::parse_column_type(param.get_string("type"));
    return type ? column_sql(*type) : "VARCHAR";
  }
  return "VARCHAR";
}

std::string parameter(std::string_view name, const void* context) {
  const auto& fields = *static_cast<const Value*>(context);
  return "CAST($" + std::string(name) + " AS " + type_of(fields, name) + ")";
}

std::string keep(const schema::SqlName& /*name*/, const void* /*context*/) { return {}; }

}  // namespace

std::string typed_parameters(const std::string& sql, const Value& fields) {
  return schema::rewrite_sql(sql, schema::read_statement(sql), {.rename = keep, .parameter = parameter, .context = &fields});
}

}  // namespace dac::local
