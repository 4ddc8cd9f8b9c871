#include "schema/sql/lineage.h"

#include <algorithm>
#include <map>
#include <utility>

#include "schema/base/text.h"
#include "schema/sql/lookup.h"
#include "schema/sql/name_finder.h"
#include "schema/sql/reading.h"

namespace dac::schema {
namespace {

// Derived tables nested deeper than this have no lineage.
constexpr int kMostNesting = 64;

class LineageFinder {
 public:
  LineageFinder(const Reading& reading, const ColumnsOf& columns_of)
      : reading_(reading), scopes_(reading.scopes), names_(reading), lookup_(reading, names_, columns_of) {
    for (std::uint32_t i = 0; i < scopes_.all.size(); ++i)
      if (scopes_.all[i].branch_of != kNoIndex) branches_[scopes_.all[i].branch_of].push_back(i);
  }

  std::vector<SqlOutput> run(std::uint32_t scope) {
    const Answer& answer = lookup_.answers().answer(scope);
    if (answer.is_cut) return {};
    std::vector<SqlOutput> found;
    for (std::size_t i = 0; i < answer.columns.size(); ++i) {
      SqlOutput output{.name = answer.columns[i].name, .from = {}};
      for (const auto& [pair, offset] : lineage(scope, i))
        output.from.push_back({.relation = pair.first, .name = pair.second, .offset = offset});
      found.push_back(std::move(output));
    }
    return found;
  }

 private:
  using Froms = std::map<std::pair<std::size_t, std::string>, std::size_t>;

  /// Of the column at `place` of a query's answer; of a UNION that of all its branches.
  const Froms& lineage(std::uint32_t scope, std::size_t place, int depth = 0) {
    static const Froms kNothing;
    if (depth > kMostNesting) return kNothing;
    const auto [found, is_new] = lineages_.try_emplace({scope, place});
    if (!is_new) return found->second;  // also of a query that reads itself
    Froms froms;
    add_output(scope, place, depth + 1, froms);
    if (const auto branches = branches_.find(scope); branches != branches_.end())
      for (const std::uint32_t branch : branches->second) add(lineage(branch, place, depth + 1), froms);
    return lineages_[{scope, place}] = std::move(froms);
  }

  void add_output(std::uint32_t at, std::size_t place, int depth, Froms& froms) {
    const Answer& answer = lookup_.answers().answer(at, depth);
    if (place >= answer.columns.size()) return;
    const AnswerColumn column = answer.columns[place];
    const Tokens& tokens = reading_.tokens;
    if (column.source != nullptr) {
      const std::size_t token = column.range.begin < tokens.size() ? column.range.begin : 0;
      return add_column(*column.source, column.name, tokens.items[token].offset, depth, froms);
    }
    for (const Lookup::Hit& hit : lookup_.look(names_.paths(column.range.begin, column.range.end)))
      add_column(*hit.source, hit.name, hit.offset, depth, froms);
    for (const std::size_t star : names_.stars(column.range.begin, column.range.end))
      for (const SqlSource& source : scopes_.seen(scopes_.all[scopes_.of_token[star]]))
        add_column(source, "*", tokens.items[star].offset, depth, froms);
  }

  void add_column(const SqlSource& source, const std::string& name, std::size_t offset, int depth, Froms& froms) {
    if (source.kind == SqlSource::Kind::kUnknown) return;
    if (source.kind == SqlSource::Kind::kRelation) {
      froms.emplace(std::pair(std::size_t{source.index}, name), offset);
      return;
    }
    const SourceColumns& all = lookup_.answers().columns(source, depth);
    const std::uint32_t scope = scopes_.scope_of(source);
    if (name == "*")
      for (std::size_t i = 0; i < all.names.size(); ++i) add(lineage(scope, i, depth), froms);
    const auto [first, end] = all.places.equal_range(to_lower(name));
    for (auto place = first; place != end; ++place) add(lineage(scope, place->second, depth), froms);
  }

  static void add(const Froms& more, Froms& froms) { froms.insert(more.begin(), more.end()); }

  const Reading& reading_;
  const SqlScopes& scopes_;
  NameFinder names_;
  Lookup lookup_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> branches_;  // of a UNION's first
  std::map<std::pair<std::uint32_t, std::size_t>, Froms> lineages_;
};

}  // namespace

std::vector<SqlOutput> read_lineage(std::string_view sql, const ColumnsOf& columns_of) {
  const Reading reading = read_sql(sql);
  if (!reading.statement.problems.empty() || reading.scopes.answer == kNoIndex) return {};
  return LineageFinder(reading, columns_of).run(reading.scopes.answer);
}

}  // namespace dac::schema
