#include "providers/local/stream/call.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

#include "providers/local/column_sql.h"
#include "providers/local/log_table.h"
#include "providers/local/names.h"
#include "schema/base/text.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/provider.h"
#include "schema/sql/statement.h"

namespace dac::local::stream {
namespace {

using Arguments = std::span<const schema::Argument>;

/// :name as a parameter of its declared type, so that a NULL has one too.
std::string typed_parameter(std::string_view name, const void* context) {
  const auto& arguments = *static_cast<const Arguments*>(context);
  const auto found =
      std::find_if(arguments.begin(), arguments.end(), [&](const schema::Argument& x) { return x.name == name; });
  if (found == arguments.end()) return fmt::format("${}", name);
  if (found->type.kind == schema::ColumnKind::kBytes) return fmt::format("from_base64(CAST(${} AS VARCHAR))", name);
  const bool is_json = found->value.as_list() != nullptr || found->value.as_map() != nullptr;
  const std::string value = is_json ? fmt::format("CAST(${} AS JSON)", name) : fmt::format("${}", name);
  return fmt::format("CAST({} AS {})", value, column_sql(found->type));
}

std::string as_it_is(const schema::SqlName&, const void*) { return {}; }

Error failed(Error error) {
  if (error.code == codes::kEngineRefused) error.code = codes::kQueryFailed;
  return error;
}

/// A topic that no event reached yet has no view: it reads as empty.
Result<> stand_in_for_empty(Connection& connection, const schema::SqlStatement& statement) {
  for (const schema::SqlName& name : statement.relations) {
    const std::string& topic = name.parts.back();
    auto there = connection.query(
        "SELECT 1 FROM dac.objects WHERE kind = 'topic' AND lower(name) = lower($1) AND NOT EXISTS (SELECT 1 FROM "
        "duckdb_views() WHERE schema_name = 'main' AND lower(view_name) = lower($1))",
        {topic});
    if (!there) return fail(std::move(there).error());
    if (!there->next()) continue;
    auto columns = topic_columns(connection, topic);
    if (!columns) return fail(std::move(columns).error());
    std::string items;
    for (const schema::Column& column : *columns)
      items += fmt::format("{}CAST(NULL AS {}) AS {}", items.empty() ? "" : ", ", column_sql(column.type),
                           quoted(column.name));
    DAC_TRY(
        connection.run(fmt::format("CREATE OR REPLACE TEMP VIEW {} AS SELECT {} WHERE false", quoted(topic), items)));
  }
  return {};
}

Result<> bind_all(Statement& statement, Arguments arguments) {
  for (const std::string& name : statement.parameters()) {
    const auto found = std::find_if(arguments.begin(), arguments.end(), [&](const schema::Argument& argument) {
      return equal_ignoring_case(argument.name, name);
    });
    DAC_TRY(statement.bind(name, found != arguments.end() ? found->value : Value()));
  }
  return {};
}

}  // namespace

Result<providers::Rows> call(Connection& connection, const Value& endpoint, Arguments arguments) {
  const std::string sql = endpoint.get_string("sql");
  const std::int64_t most = endpoint.get_int("maxRows", 10'000);
  const schema::SqlStatement statement = schema::read_statement(sql);
  DAC_TRY(stand_in_for_empty(connection, statement));
  std::string text =
      schema::rewrite_sql(sql, statement, {.rename = as_it_is, .parameter = typed_parameter, .context = &arguments});
  if (statement.query_end > 0 && statement.query_end < sql.size()) {
    const std::size_t tail = sql.size() - statement.query_end;  // a closing semicolon
    text.resize(text.size() - std::min(tail, text.size()));
  }
  auto prepared = connection.prepare(fmt::format("SELECT * FROM ({}\n) LIMIT {}", text, most + 1));
  if (!prepared) return fail(failed(std::move(prepared).error()));
  DAC_TRY(bind_all(*prepared, arguments));
  auto result = prepared->execute();
  if (!result) return fail(failed(std::move(result).error()));
  providers::Rows rows{.columns = result->columns(), .rows = result->rows()};
  if (static_cast<std::int64_t>(rows.rows.size()) > most)
    return fail(ErrorKind::kInvalid, codes::kTooManyRows,
                fmt::format("the answer has more than {}", counted(static_cast<std::size_t>(most), "row")),
                "narrow it with a parameter or LIMIT, or give the endpoint a larger maxRows");
  return rows;
}

}  // namespace dac::local::stream
