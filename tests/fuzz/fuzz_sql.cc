// Fuzz: the SQL lexer and the finders of relations and columns. Offsets lie inside the text, a stray is no column, and
// the canonical form is its own canonical form.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "schema/sql/columns.h"
#include "schema/sql/lineage.h"

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
  const std::vector<std::string> known = {"id", "amount", "a", "b"};
  const auto columns_of = [&](const dac::schema::SqlName& name) { return name.parts[0] == "t" ? nullptr : &known; };
  const dac::schema::SqlColumns columns = dac::schema::read_columns(sql, columns_of);
  for (const auto& column : columns.read)
    if (column.relation >= statement.relations.size() || column.offset > size) std::abort();
  for (const auto& stray : columns.strays)
    if (stray.offset >= size || std::find(known.begin(), known.end(), stray.name) != known.end()) std::abort();
  for (const auto& output : dac::schema::read_lineage(sql, columns_of))
    for (const auto& column : output.from)
      if (column.relation >= statement.relations.size() || column.offset > size) std::abort();
  const std::string canonical = dac::schema::canonical_sql(sql);
  if (dac::schema::canonical_sql(canonical) != canonical) std::abort();
  return 0;
}
