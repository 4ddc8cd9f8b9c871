#include "providers/relational/author_sql.h"

#include <algorithm>

#include "schema/sql/statement.h"

namespace dac::relational {
namespace {

struct Renaming {
  const schema::Relations& relations;
  const EngineNames& names;
};

std::string rename(const schema::SqlName& written, const void* context) {
  const auto& in = *static_cast<const Renaming*>(context);
  const std::vector<const schema::Resource*> found = in.relations.find(written);
  const auto here =
      std::find_if(found.begin(), found.end(), [&](const auto* each) { return each->target == in.names.target; });
  return here == found.end() ? std::string() : in.names.relation(**here, written);
}

std::string parameter(std::string_view name, const void* context) {
  const EngineNames& names = static_cast<const Renaming*>(context)->names;
  return names.parameter(name, names.context);
}

}  // namespace

const Value* author_sql(const schema::Resource& resource, std::string_view dialect) {
  const Value* sql = resource.spec.get("sql");
  if (sql != nullptr && sql->as_map() != nullptr) sql = sql->get(dialect);
  return sql == nullptr || sql->as_string() == nullptr ? nullptr : sql;
}

std::string engine_sql(std::string_view sql, const schema::Relations& relations, const EngineNames& names) {
  const Renaming renaming{relations, names};
  return schema::rewrite_sql(sql, schema::read_statement(sql),
                             {.rename = rename, .parameter = parameter, .context = &renaming});
}

}  // namespace dac::relational
