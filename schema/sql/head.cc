#include "schema/sql/head.h"

#include <string>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/sql.h"
#include "schema/sql/relation_name.h"

namespace dac::schema {

namespace {

constexpr std::string_view kOnlyQueries =
    "write one query (SELECT, WITH, FROM, VALUES, PIVOT, UNPIVOT) or one INSERT of a query";

std::optional<std::size_t> refuse(Reading& reading, Code code, std::size_t at, std::string message,
                                  std::string_view help) {
  const Tokens& tokens = reading.tokens;
  const std::size_t offset = at < tokens.size() ? tokens.items[at].offset : tokens.text.size();
  reading.statement.problems.push_back({code, std::move(message), std::string(help), offset});
  return std::nullopt;
}

/// Past the brackets that open at `at`.
std::size_t behind_brackets(const Tokens& tokens, std::size_t at) {
  while (tokens.is_symbol(at, "(")) ++at;
  return at;
}

/// From behind the target up to the query. A bracket is a list of columns unless a query begins in it.
std::size_t read_columns_of_insert(Reading& reading, std::size_t at) {
  const Tokens& tokens = reading.tokens;
  for (bool listed = false; at < tokens.size() && !starts_query(tokens, at); ++at) {
    if (tokens.word(at) == Word::kBy && tokens.word(at + 1) == Word::kName_) reading.statement.insert_by_name = true;
    if (!tokens.is_symbol(at, "(")) continue;
    if (starts_query(tokens, behind_brackets(tokens, at))) break;
    const bool is_list = !listed && tokens.word(at - 1) != Word::kPartition;
    for (std::size_t i = at + 1; i < reading.closing[at] && is_list; ++i)
      if (tokens.is_name(i)) reading.statement.insert_columns.push_back(unquote(tokens.view(i)));
    listed = listed || is_list;
    at = reading.closing[at];
  }
  return at;
}

// INSERT [OR REPLACE | OR IGNORE] INTO | OVERWRITE [TABLE] name [AS alias] [(columns)] ... query
std::optional<std::size_t> read_insert(Reading& reading, std::size_t at) {
  const Tokens& tokens = reading.tokens;
  reading.statement.is_insert = true;
  if (tokens.word(at) == Word::kOr) at += 2;
  if (tokens.word(at) == Word::kInto || tokens.word(at) == Word::kOverwrite) ++at;
  if (tokens.word(at) == Word::kTable) ++at;
  if (tokens.word(at) == Word::kFunction && tokens.is_name(at + 1) && tokens.is_symbol(at + 2, "("))
    return refuse(reading, codes::kSqlForbidden, at, "INSERT INTO FUNCTION writes outside the project", kNoDoors);
  if (!tokens.is_name(at) || is_reserved(tokens.word(at)))
    return refuse(reading, codes::kSqlBadInsert, at, "INSERT names no relation to write",
                  "write INSERT INTO, a relation's name, and a query");
  std::size_t end = at;
  reading.statement.insert_target = {read_name(tokens, at, end)};
  for (; at < end; ++at) reading.roles[at] = Role::kRelation;
  at = read_columns_of_insert(reading, at);
  if (at >= tokens.size())
    return refuse(reading, codes::kSqlBadInsert, 0, "INSERT has no query",
                  "write the query whose rows go into the relation");
  return at;
}

}  // namespace

bool starts_query(const Tokens& tokens, std::size_t at) {
  const Word word = tokens.word(at);
  if (word == Word::kTable) return tokens.is_name(at + 1) && !is_reserved(tokens.word(at + 1));
  return word == Word::kSelect || word == Word::kWith || word == Word::kFrom || word == Word::kValues ||
         word == Word::kPivot || word == Word::kUnpivot;
}

std::optional<std::size_t> read_head(Reading& reading) {
  const Tokens& tokens = reading.tokens;
  if (tokens.word(0) == Word::kInsert) return read_insert(reading, 1);
  const std::size_t first = behind_brackets(tokens, 0);
  if (starts_query(tokens, first)) return 0;
  const std::string word = tokens.is_name(first) ? to_lower(unquote(tokens.view(first))) : std::string();
  if (is_forbidden_statement(word))
    return refuse(reading, codes::kSqlForbidden, first, "a statement may not be " + std::string(tokens.view(first)),
                  kNoDoors);
  return refuse(
      reading, codes::kSqlNotAQuery, first,
      "expected a query, found " + (first < tokens.size() ? "'" + std::string(tokens.view(first)) + "'" : "nothing"),
      kOnlyQueries);
}

}  // namespace dac::schema
