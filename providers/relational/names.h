#pragma once
// Names and literals as SQL writes them. Pure.

#include <string>
#include <string_view>

namespace dac::relational {

/// "x", always quoted.
std::string quoted(std::string_view identifier);
/// 'text' as an SQL literal.
std::string quote_literal(std::string_view text);

struct TableName {
  std::string schema;
  std::string name;
  /// "public"."orders"
  [[nodiscard]] std::string sql() const { return relational::quoted(schema) + "." + relational::quoted(name); }
};

/// A native name, split at its first dot; one without a schema is in `usual`.
TableName split_name(std::string_view native, std::string_view usual);
/// The inverse.
std::string joined_name(const TableName& table, std::string_view usual);

}  // namespace dac::relational
