#include "planner/rules/readers.h"

#include <algorithm>

#include "schema/base/text.h"
#include "schema/evolve/record_schema.h"
#include "schema/sql/lexer.h"
#include "schema/sql/statement.h"

namespace dac::planner {

bool may_read(const References& references, const schema::Reference& reference, std::string_view column) {
  if (reference.columns.empty() || std::any_of(reference.columns.begin(), reference.columns.end(),
                                               [&](const std::string& name) { return name == "*" || name == column; }))
    return true;
  const std::vector<std::string>& names = references.names_in(reference.from);
  return std::binary_search(names.begin(), names.end(), to_lower(column));
}

bool may_write(const schema::Resource& pipeline, std::string_view column) {
  const std::string sql = pipeline.spec.get_string("sql");
  const schema::Tokens tokens = schema::lex(sql);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    // A star is all columns, but in count(*) and between two numbers.
    if (tokens.is_symbol(i, "*") && i > 0 && !tokens.is_symbol(i - 1, "(") && !tokens.ends_operand(i - 1)) return true;
    if (tokens.is_name(i) && equal_ignoring_case(schema::unquote(tokens.view(i)), column)) return true;
  }
  // An INSERT fills columns by their place, and names none of them.
  const schema::SqlStatement statement = schema::read_statement(sql);
  return sql.empty() || (statement.is_insert && !statement.insert_by_name && statement.insert_columns.empty());
}

std::vector<std::string> readers_of(const References& references, const ChangedColumns& changed) {
  std::vector<std::string> readers;
  for (const schema::Reference* reference : references.to(changed.relation)) {
    if (reference->via != schema::Via::kReads) continue;
    const bool reads = std::any_of(changed.columns.begin(), changed.columns.end(),
                                   [&](const std::string& column) { return may_read(references, *reference, column); });
    if (reads) readers.push_back(reference->from);
  }
  std::sort(readers.begin(), readers.end());
  readers.erase(std::unique(readers.begin(), readers.end()), readers.end());
  return readers;
}

std::vector<std::string> topics_with(const schema::Project& project, const References& references,
                                     std::string_view schema_id) {
  std::vector<std::string> topics;
  const std::string_view name = schema_id.substr(schema_id.find('/') + 1);
  for (const schema::Reference* reference : references.to(schema_id)) {
    const schema::Resource* topic = reference->via == schema::Via::kSchema ? project.find(reference->from) : nullptr;
    const Value* value = topic == nullptr ? nullptr : topic->spec.get("value");
    if (value != nullptr && value->get_string("schema") == name) topics.push_back(reference->from);
  }
  return topics;
}

std::vector<std::string> columns_gone(std::string_view format, const schema::SchemaText& before,
                                      const schema::SchemaText& after) {
  const schema::ParsedSchema old_schema = schema::parse_schema(format, before.text, before.references);
  const schema::ParsedSchema new_schema = schema::parse_schema(format, after.text, after.references);
  std::vector<std::string> gone;
  if (old_schema.schema == nullptr || new_schema.schema == nullptr) return gone;
  const auto& now = new_schema.schema->columns();
  for (const schema::Column& column : old_schema.schema->columns()) {
    const auto found =
        std::find_if(now.begin(), now.end(), [&](const schema::Column& c) { return c.name == column.name; });
    if (found == now.end() || found->type != column.type) gone.push_back(column.name);
  }
  return gone;
}

}  // namespace dac::planner
