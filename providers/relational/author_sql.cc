#include "providers/relational/author_sql.h"

#include <algorithm>

#include "schema/base/text.h"
#include "schema/sql/lexer.h"
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
  return here == found.end() ? std::string() : in.names.relation(**here, written, in.names.context);
}

std::string parameter(std::string_view name, const void* context) {
  const EngineNames& names = static_cast<const Renaming*>(context)->names;
  return names.parameter(name, names.context);
}

/// Of a character, from 1.
std::size_t byte_of(std::string_view text, std::size_t character) {
  std::size_t at = 0;
  for (std::size_t seen = 1; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && seen++ == character) break;
  }
  return at;
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

std::optional<std::size_t> same_place(std::string_view author, std::string_view engine, std::size_t position) {
  const std::size_t at = byte_of(engine, position);
  const schema::Tokens seen = schema::lex(engine);
  std::string word;
  std::size_t before = 0;  // how often it stands before
  for (const auto& token : seen.items)
    if (token.offset <= at && at < token.offset + token.length) word = engine.substr(token.offset, token.length);
  if (word.empty()) return std::nullopt;
  for (const auto& token : seen.items)
    if (token.offset + token.length <= at && equal_ignoring_case(engine.substr(token.offset, token.length), word))
      ++before;
  std::optional<std::size_t> found;
  for (const auto& token : schema::lex(author).items)
    if (equal_ignoring_case(author.substr(token.offset, token.length), word)) {
      found = token.offset;
      if (before-- == 0) break;
    }
  return found;
}

}  // namespace dac::relational
