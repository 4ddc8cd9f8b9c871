#include "schema/sql/statement.h"

#include <algorithm>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/sql.h"
#include "schema/sql/lexer.h"
#include "schema/sql/reader.h"

namespace dac::schema {

namespace {

SqlProblem lex_problem(const Tokens& tokens) {
  const std::size_t at = tokens.fault_offset;
  switch (tokens.fault) {
    case LexFault::kUnclosedComment:
      return {codes::kSqlUnclosedComment, "this comment is never closed", "end it with */; comments may hold comments",
              at};
    case LexFault::kUnclosedName:
      return {codes::kSqlUnclosedString, "this quoted name is never closed",
              "end it with the quote it began with; a quote inside is written twice", at};
    case LexFault::kUnclosedString:
    case LexFault::kNone:
      break;
  }
  return {codes::kSqlUnclosedString, "this string is never closed",
          "end it with a quote; a quote inside is written twice", at};
}

/// Cuts closing semicolons; tells of a second statement.
bool cut_end(Tokens& tokens, SqlStatement& statement) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (!tokens.is_symbol(i, ";")) continue;
    std::size_t next = i;
    while (tokens.is_symbol(next, ";")) ++next;
    if (next < tokens.size()) {
      statement.problems.push_back({codes::kSqlTwoStatements, "a second statement begins here",
                                    "keep one; another one needs a resource of its own", tokens.items[next].offset});
      return false;
    }
    tokens.items.resize(i);
  }
  return true;
}

void add_parameters(const Tokens& tokens, SqlStatement& statement) {
  for (const Token& token : tokens.items)
    if (token.kind == TokenKind::kParameter)
      statement.parameters.push_back(
          {std::string(tokens.text.substr(token.offset + 1, token.length - 1)), token.offset});
}

/// A soft keyword stands as one only where no name could: behind an operand, or beside a word that makes it one.
bool is_keyword(const Tokens& tokens, std::size_t i) {
  const Word word = tokens.word(i);
  if (word == Word::kName || (i > 0 && tokens.is_symbol(i - 1, "."))) return false;
  if (is_reserved(word) || i == 0 || begins_interval(tokens, i)) return true;
  if (tokens.is_symbol(i + 1, ".")) return false;
  const Word before = tokens.word(i - 1);
  const bool is_materialized = before == Word::kAs || before == Word::kNot;
  return tokens.ends_operand(i - 1) || before == Word::kWith || tokens.word(i + 1) == Word::kSoft ||
         (is_materialized && tokens.is_symbol(i + 1, "(")) ||
         (tokens.is_symbol(i - 1, "(") && tokens.word(i + 1) == Word::kBy);
}

/// count(*) and COUNT(*) are one; only functions that no dialect tells apart by case.
bool is_plain_function(const Tokens& tokens, std::size_t i) {
  constexpr std::string_view kNames[] = {"avg", "coalesce", "count", "max", "min", "nullif", "sum"};
  return tokens.is_symbol(i + 1, "(") && std::any_of(std::begin(kNames), std::end(kNames), [&](std::string_view name) {
           return equal_ignoring_case(tokens.view(i), name);
         });
}

/// Whether `text` has the same tokens: what a comment held may have been what told how to read # and backslashes.
bool is_same(const Tokens& tokens, std::string_view text) {
  if (tokens.text.find_first_of("#\\") == std::string_view::npos) return true;
  const Tokens again = lex(text);
  return again.fault == LexFault::kNone &&
         std::equal(tokens.items.begin(), tokens.items.end(), again.items.begin(), again.items.end(),
                    [](const Token& a, const Token& b) { return a.kind == b.kind && a.length == b.length; });
}

}  // namespace

Reading read_sql(std::string_view sql) {
  Reading reading;
  SqlStatement& statement = reading.statement;
  Tokens& tokens = reading.tokens = lex(sql);
  if (tokens.fault != LexFault::kNone) {
    statement.problems.push_back(lex_problem(tokens));
    return reading;
  }
  if (!cut_end(tokens, statement)) return reading;
  if (tokens.items.empty()) {
    statement.problems.push_back(
        {codes::kSqlEmpty, "the SQL is empty", "write one query, or one INSERT of a query", 0});
    return reading;
  }
  add_parameters(tokens, statement);
  Reader(reading).run();
  return reading;
}

SqlStatement read_statement(std::string_view sql) { return read_sql(sql).statement; }

std::string canonical_sql(std::string_view sql) {
  Tokens tokens = lex(sql);
  if (tokens.fault != LexFault::kNone) return std::string(sql);
  while (tokens.is_symbol(tokens.size() - 1, ";")) tokens.items.pop_back();
  std::string text;
  text.reserve(sql.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    // DuckDB's #1: a blank behind # begins a comment.
    const bool is_hash = i > 0 && tokens.is_symbol(i - 1, "#");
    const bool is_place = is_hash && tokens.items[i].kind == TokenKind::kNumber &&
                          tokens.items[i - 1].offset + 1 == tokens.items[i].offset;
    if (i > 0 && !is_place) text += ' ';
    const std::string_view token = tokens.view(i);
    const bool folds =
        is_keyword(tokens, i) || (tokens.items[i].kind == TokenKind::kWord && is_plain_function(tokens, i));
    if (!folds) {
      text += token;
      continue;
    }
    for (const char c : token) text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return is_same(tokens, text) ? text : std::string(sql);
}

std::string rewrite_sql(std::string_view sql, const SqlStatement& statement, const SqlRewrite& rewrite) {
  struct Edit {
    std::size_t offset;
    std::size_t length;
    std::string text;
  };
  std::vector<Edit> edits;
  const auto rename = [&](const SqlName& name) {
    std::string text = rewrite.rename(name, rewrite.context);
    if (text.empty()) return;
    const std::string_view written = sql.substr(name.offset, name.length);
    if (name.needs_alias && text != written)
      text += " AS " + (name.parts.size() == 1 ? std::string(written) : quote_identifier(name.parts.back()));
    edits.push_back({name.offset, name.length, std::move(text)});
  };
  for (const SqlName& name : statement.insert_target) rename(name);
  for (const SqlName& name : statement.relations)
    if (name.doubt != SqlDoubt::kColumn) rename(name);
  for (const SqlParameter& parameter : statement.parameters)
    edits.push_back({parameter.offset, parameter.name.size() + 1, rewrite.parameter(parameter.name, rewrite.context)});
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.offset < b.offset; });
  std::string text;
  text.reserve(sql.size());
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    text += sql.substr(at, edit.offset - at);
    text += edit.text;
    at = edit.offset + edit.length;
  }
  text += sql.substr(at);
  return text;
}

std::string quote_identifier(std::string_view name) {
  const bool is_plain =
      !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      });
  if (is_plain && !needs_quotes(name)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + "\"";
}

}  // namespace dac::schema
