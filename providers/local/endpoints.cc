// Endpoints: their SQL meets the engine.
#include "providers/local/changes.h"
#include "providers/local/column_sql.h"
#include "providers/local/log_table.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
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

/// `:name` as a parameter of its declared type.
std::string typed_parameters(const std::string& sql, const schema::SqlStatement& statement, const Value& fields) {
  return schema::rewrite_sql(sql, statement, {.rename = keep, .parameter = parameter, .context = &fields});
}

Result<> ensure_logs(Connection& connection, const schema::SqlStatement& statement) {
  for (const schema::SqlName& relation : statement.relations) {
    const std::string name = join(relation.parts, ".");
    auto topic = find_object(connection, "topic", name);
    if (!topic) return fail(topic.error());
    if (!*topic) continue;
    auto columns = topic_columns(connection, name);
    if (!columns) return fail(columns.error());
    DAC_TRY(ensure_log(connection, name, *columns));
  }
  return {};
}

}  // namespace

Result<> prepare_endpoint(Connection& connection, const Value& fields) {
  const std::string sql = fields.get_string("sql");
  const schema::SqlStatement statement = schema::read_statement(sql);
  if (!statement.problems.empty()) {
    const schema::SqlProblem& problem = statement.problems.front();
    return fail(ErrorKind::kInvalid, problem.code, problem.message, problem.help);
  }
  DAC_TRY(ensure_logs(connection, statement));
  auto prepared = connection.look_at(typed_parameters(sql, statement, fields));
  if (!prepared) return fail(prepared.error());
  if (prepared->sort() == Statement::Sort::kSelect) return {};
  return fail(ErrorKind::kInvalid, codes::kEngineRefused, "an endpoint's SQL must be a query", "write one SELECT");
}

}  // namespace dac::local
