// The SQL of Pipelines and Endpoints: read, judged by form, its parameters against those declared.

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "schema/base/parallel.h"
#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/resolution.h"
#include "schema/load/text_place.h"

namespace dac::schema {
namespace {

void check_endpoint(Resolution& r, const Resource& resource, const Extra& extra, const Value& sql) {
  const SqlStatement& statement = *extra.statement;
  if (statement.is_insert)
    r.report(resource, codes::kSqlNotAllowed, sql.origin(), "an endpoint's SQL is an INSERT",
             "an endpoint answers with a query; a Pipeline writes");
  std::vector<std::string_view> declared;
  const Value* params = resource.spec.get("params");
  if (params != nullptr)
    for (const Value& param : *params->as_list())
      if (const Value* name = param.get("name")) declared.push_back(*name->as_string());
  std::set<std::string_view> used;
  for (const SqlParameter& parameter : statement.parameters) {
    const bool is_first = used.insert(parameter.name).second;
    if (!is_first || extra.broken || std::find(declared.begin(), declared.end(), parameter.name) != declared.end())
      continue;
    std::string help = did_you_mean(parameter.name, declared);
    r.report(resource, codes::kUndeclaredParameter, text_place(*r.loaded.sources, sql, parameter.offset),
             fmt::format("parameter ':{}' is not declared", parameter.name),
             help.empty() ? fmt::format("add it under params: - {{name: {}, type: string}}", parameter.name)
                          : std::move(help));
  }
  if (params == nullptr) return;
  for (const Value& param : *params->as_list())
    if (const Value* name = param.get("name");
        name != nullptr && !used.contains(*name->as_string()) && statement.problems.empty())
      r.report(resource, codes::kUnusedParameter, name->origin(),
               fmt::format("parameter '{}' is not used by the SQL", *name->as_string()),
               fmt::format("write it there as :{}, or remove it", *name->as_string()));
}

void check_pipeline(Resolution& r, const Resource& resource, const Extra& extra, const Value& sql) {
  if (extra.statement->parameters.empty() || !extra.statement->problems.empty()) return;
  const SqlParameter& parameter = extra.statement->parameters.front();
  r.report(resource, codes::kSqlNotAllowed, text_place(*r.loaded.sources, sql, parameter.offset),
           fmt::format("a pipeline has no parameters, found ':{}'", parameter.name),
           "write ${var.NAME} for a value of the environment");
}

}  // namespace

void read_statements(Resolution& r) {
  std::vector<std::size_t> with_sql;
  for (std::size_t i = 0; i < r.extras.size(); ++i)
    if (const Value* sql = r.project.resources[i].spec.get("sql"); sql != nullptr && sql->as_string() != nullptr)
      with_sql.push_back(i);
  parallel_for(with_sql.size(), [&](std::size_t i) {
    const Value& sql = *r.project.resources[with_sql[i]].spec.get("sql");
    r.extras[with_sql[i]].statement = std::make_unique<SqlStatement>(read_statement(*sql.as_string()));
  });
  for (const std::size_t i : with_sql) {
    const Resource& resource = r.project.resources[i];
    const Value& sql = *resource.spec.get("sql");
    for (const SqlProblem& problem : r.extras[i].statement->problems)
      r.report(resource, problem.code, text_place(*r.loaded.sources, sql, problem.offset), problem.message,
               problem.help);
    if (resource.kind->name == "Endpoint")
      check_endpoint(r, resource, r.extras[i], sql);
    else
      check_pipeline(r, resource, r.extras[i], sql);
  }
}

}  // namespace dac::schema
