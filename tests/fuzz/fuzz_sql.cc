// Fuzz: the SQL lexer and reference finder. Offsets lie inside the text, and the canonical form is its own canonical
// form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "schema/sql/statement.h"

namespace {
std::string keep(const dac::schema::SqlName& /*name*/, const void* /*context*/) { return {}; }
std::string dollar(std::string_view name, const void* /*context*/) { return "$" + std::string(name); }
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view sql(reinterpret_cast<const char*>(data), size);
  const dac::schema::SqlStatement statement = dac::schema::read_statement(sql);
  for (const auto& name : statement.relations)
    if (name.offset + name.length > size || name.parts.empty()) std::abort();
  for (const auto& parameter : statement.parameters)
    if (parameter.offset >= size || parameter.name.empty()) std::abort();
  static_cast<void>(dac::schema::rewrite_sql(sql, statement, {.rename = keep, .parameter = dollar}));
  const std::string canonical = dac::schema::canonical_sql(sql);
  if (dac::schema::canonical_sql(canonical) != canonical) std::abort();
  return 0;
}
