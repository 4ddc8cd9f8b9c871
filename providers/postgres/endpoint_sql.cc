#include "providers/postgres/endpoint_sql.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/postgres/column_types.h"
#include "providers/relational/table_fields.h"
#include "schema/base/sha256.h"
#include "schema/base/text.h"
#include "schema/model/typed_text.h"
#include "schema/sql/statement.h"
#include "schema/value/json.h"

namespace dac::postgres {
namespace {

using relational::list_of;
using relational::quote_literal;
using relational::quoted;

constexpr std::string_view kMark = "dac: ";
constexpr std::int64_t kMostRows = 10'000;

std::string type_sql(const Value& param) { return column_sql(relational::type_of(param)); }

/// CAST($2 AS integer) of :n.
std::string parameter_sql(std::string_view name, const void* context) {
  const List& params = *static_cast<const List*>(context);
  for (std::size_t i = 0; i < params.size(); ++i)
    if (params[i].get_string("name") == name) return fmt::format("CAST(${} AS {})", i + 1, type_sql(params[i]));
  return ":" + std::string(name);
}

std::string keep(const schema::SqlName& /*name*/, const void* /*context*/) { return {}; }

/// A scalar of the file as a literal of the parameter's type.
std::string literal(const Value& value, const Value& param) {
  return quote_literal(schema::written_text(value)) + "::" + type_sql(param);
}

std::string refusal(const std::string& message, const char* state) {
  return fmt::format("RAISE EXCEPTION USING MESSAGE = {}, ERRCODE = '{}'", quote_literal(message), state);
}

/// The parameter that stands at place `at`, from 1.
void add_checks(const Value& param, std::size_t at, std::string& text) {
  const std::string name = param.get_string("name");
  const auto check = [&](const std::string& wrong, const std::string& message) {
    text += fmt::format("  IF {} THEN {}; END IF;\n", wrong, refusal(message, kBadArgumentState));
  };
  if (param.get_bool("required")) check(fmt::format("${} IS NULL", at), fmt::format("parameter {} is required", name));
  if (const Value* least = param.get("min"))
    check(fmt::format("${} < {}", at, literal(*least, param)),
          fmt::format("parameter {} is at least {}", name, schema::written_text(*least)));
  if (const Value* most = param.get("max"))
    check(fmt::format("${} > {}", at, literal(*most, param)),
          fmt::format("parameter {} is at most {}", name, schema::written_text(*most)));
  const List& choices = list_of(param, "enum");
  if (choices.empty()) return;
  std::vector<std::string> literals;
  std::vector<std::string> words;
  for (const Value& choice : choices) {
    literals.push_back(literal(choice, param));
    words.push_back(schema::written_text(choice));
  }
  check(fmt::format("${} NOT IN ({})", at, join(literals, ", ")),
        fmt::format("parameter {} is one of {}", name, join(words, ", ")));
}

/// Between marks that do not occur in it.
std::string dollar_quoted(const std::string& text) {
  std::string mark = "$dac$";
  for (int i = 1; text.find(mark) != std::string::npos; ++i) mark = fmt::format("$dac{}$", i);
  return mark + text + mark;
}

std::string signature(const List& params) {
  std::vector<std::string> parts;
  for (const Value& param : params) {
    const Value* fallback = param.get("default");
    parts.push_back(quoted(param.get_string("name")) + " " + type_sql(param) + " DEFAULT " +
                    (fallback == nullptr ? "NULL" : literal(*fallback, param)));
  }
  return join(parts, ", ");
}

std::string comment_of(const Value& fields, const std::string& body) {
  Map told;
  told.set("spec", fields);
  told.set("body", sha256_hex(body));
  return std::string(kMark) + to_json(Value(std::move(told)));
}

/// What a comment of ours tells; null of another.
Value told_by(const std::string& comment) {
  if (!comment.starts_with(kMark)) return {};
  return parse_json(comment.substr(kMark.size())).value_or(Value());
}

}  // namespace

relational::TableName answer_type(const relational::TableName& function) {
  return {function.schema, function.name + "_answer"};
}

std::string endpoint_query(const Value& fields) {
  std::string sql = fields.get_string("sql");
  schema::SqlStatement statement = schema::read_statement(sql);
  if (statement.query_end > 0 && statement.query_end < sql.size()) {
    sql.resize(statement.query_end);
    statement = schema::read_statement(sql);
  }
  return schema::rewrite_sql(sql, statement,
                             {.rename = keep, .parameter = parameter_sql, .context = &list_of(fields, "params")});
}

std::string endpoint_body(const Value& fields, const std::vector<AnswerColumn>& columns) {
  const std::int64_t most = fields.get_int("maxRows", kMostRows);
  std::string text = "\n#variable_conflict use_column\nDECLARE \"dac rows\" bigint;\nBEGIN\n";
  const List& params = list_of(fields, "params");
  for (std::size_t i = 0; i < params.size(); ++i) add_checks(params[i], i + 1, text);
  // Cast, so that a table's column may get another type and the function still answers with its own.
  std::vector<std::string> answer;
  for (const AnswerColumn& column : columns)
    answer.push_back("CAST(" + quoted(column.name) + " AS " + column.type + ")");
  text += fmt::format("  RETURN QUERY SELECT {} FROM (\n{}\n  ) AS answer LIMIT {};\n", join(answer, ", "),
                      endpoint_query(fields), most + 1);
  text += fmt::format("  GET DIAGNOSTICS \"dac rows\" = ROW_COUNT;\n  IF \"dac rows\" > {} THEN {}; END IF;\nEND", most,
                      refusal(fmt::format("the answer has more than {} rows", most), kTooManyRowsState));
  return text;
}

std::vector<std::string> create_endpoint(const relational::TableName& function, const Value& fields,
                                         const std::vector<AnswerColumn>& columns, std::int64_t timeout) {
  std::vector<std::string> answer;
  for (const AnswerColumn& column : columns) answer.push_back(quoted(column.name) + " " + column.type);
  std::vector<std::string> types;
  for (const Value& param : list_of(fields, "params")) types.push_back(type_sql(param));
  const std::string named = function.sql() + "(" + join(types, ", ") + ")";
  const std::string body = endpoint_body(fields, columns);
  const std::string type = answer_type(function).sql();
  return {
      fmt::format("CREATE TYPE {} AS ({})", type, columns.empty() ? "..." : join(answer, ", ")),
      fmt::format("CREATE FUNCTION {}({}) RETURNS SETOF {} LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = "
                  "pg_catalog, pg_temp SET statement_timeout = '{}ms' AS {}",
                  function.sql(), signature(list_of(fields, "params")), type, timeout, dollar_quoted(body)),
      "COMMENT ON FUNCTION " + named + " IS " + quote_literal(comment_of(fields, body)),
      "REVOKE ALL ON FUNCTION " + named + " FROM PUBLIC"};
}

Value fields_of_function(const std::string& comment, const std::string& body) {
  Map fields;
  const Value told = told_by(comment);
  const Value* spec = told.get("spec");
  if (spec != nullptr && spec->as_map() != nullptr) fields = *spec->as_map();
  if (spec == nullptr || told.get_string("body") != sha256_hex(body)) fields.set("sql", body);
  return Value(std::move(fields));
}

}  // namespace dac::postgres
