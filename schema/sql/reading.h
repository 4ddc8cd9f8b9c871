#pragma once
// One statement with all that its passes found. Pure data.

#include <string_view>
#include <vector>

#include "schema/sql/lexer.h"
#include "schema/sql/scopes.h"
#include "schema/sql/statement.h"

namespace dac::schema {

/// What a token was found to be.
enum class Role : std::uint8_t {
  kNone,
  kRelation,
  kAlias,
  kCteName,
  kFunction,
  kOperand,  // a column, or to ClickHouse the relation of x IN relation
  kSyntax,   // no name of data: part of a type, a setting
};

struct Reading {
  Tokens tokens;  // points into the text
  SqlStatement statement;
  std::vector<Role> roles;           // of each token
  std::vector<std::size_t> closing;  // of an opening bracket: its closing one
  SqlScopes scopes;
};

/// No roles and scopes where the statement has problems that keep it from being read.
Reading read_sql(std::string_view sql);

}  // namespace dac::schema
