// Pipelines and Endpoints: their SQL meets the engine.
#include "providers/local/catalogue.h"
#include "providers/local/changes.h"
#include "providers/local/column_sql.h"
#include "providers/local/endpoint_sql.h"
#include "providers/local/log_table.h"
#include "schema/base/text.h"
#include "schema/sql/statement.h"

namespace dac::local {
namespace {

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

Result<> start_pipeline_of(Connection& connection, const std::string& /*name*/, const Value& fields) {
  return ensure_logs(connection, schema::read_statement(fields.get_string("sql")));
}

Result<> drop_pipeline_of(Connection& /*connection*/, const std::string& /*name*/) { return {}; }

Result<> prepare_endpoint(Connection& connection, const Value& fields) {
  const std::string sql = fields.get_string("sql");
  const schema::SqlStatement statement = schema::read_statement(sql);
  if (!statement.problems.empty())
    return fail(ErrorKind::kInvalid, statement.problems.front().code, statement.problems.front().message, statement.problems.front().help);
  DAC_TRY(ensure_logs(connection, statement));
  auto prepared = connection.prepare(typed_parameters(sql, fields));
  if (!prepared) return fail(prepared.error());
  if (prepared->sort() != Statement::Sort::kSelect)
    return fail(ErrorKind::kInvalid, Code::kEngineRefused, "an endpoint's SQL must be a query", "write one SELECT");
  return {};
}

}  // namespace dac::local
