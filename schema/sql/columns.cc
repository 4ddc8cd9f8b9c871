#include "schema/sql/columns.h"

#include <algorithm>
#include <unordered_set>

#include "schema/sql/lookup.h"
#include "schema/sql/name_finder.h"
#include "schema/sql/reading.h"

namespace dac::schema {

SqlColumns read_columns(std::string_view sql, const ColumnsOf& columns_of) {
  const Reading reading = read_sql(sql);
  const SqlStatement& statement = reading.statement;
  if (!statement.problems.empty() || statement.query.empty()) return {};
  const auto token_at = [&](std::size_t offset) {
    const auto& items = reading.tokens.items;
    const auto found = std::lower_bound(items.begin(), items.end(), offset,
                                        [](const Token& token, std::size_t wanted) { return token.offset < wanted; });
    return static_cast<std::size_t>(found - items.begin());
  };
  const std::size_t first = token_at(statement.query.front());
  const std::size_t end = token_at(statement.query_end);
  const NameFinder names(reading);
  Lookup lookup(reading, names, columns_of);
  const auto scope_of = [&](std::size_t token) { return reading.scopes.of_token[token]; };
  const auto offset_of = [&](std::size_t token) { return reading.tokens.items[token].offset; };
  std::unordered_set<std::size_t> operands;  // that are columns
  for (const SqlPath& path : names.paths(first, end)) {
    lookup.read(path);
    if (reading.roles[path.first] == Role::kOperand && lookup.is_column(path)) operands.insert(path.first);
  }
  for (const std::size_t star : names.stars(first, end)) lookup.read_all(scope_of(star), offset_of(star));
  for (std::uint32_t i = 0; i < reading.scopes.all.size(); ++i)
    if (const SqlScope& scope = reading.scopes.all[i]; scope.reads_all && !operands.contains(scope.operand))
      lookup.read_all(i, statement.query.front());
  return lookup.take();
}

}  // namespace dac::schema
