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

/// A column of a query's answer: one entry of its SELECT list, or one column of a star.
struct Output {
  std::string name;                   // as it is written; else its text
  SqlRange range = {};                // of the entry
  const SqlSource* source = nullptr;  // of a star
  std::string column = {};            // of the source
};

class LineageFinder {
 public:
  LineageFinder(const Reading& reading, const ColumnsOf& columns_of)
      : reading_(reading),
        scopes_(reading.scopes),
        names_(reading),
        lookup_(reading.statement, reading.scopes, names_, columns_of) {
    for (std::uint32_t i = 0; i < scopes_.all.size(); ++i)
      if (scopes_.all[i].answer_of != kNoIndex) branches_[scopes_.all[i].answer_of].push_back(i);
  }

  std::vector<SqlOutput> run(std::uint32_t scope) {
    std::vector<SqlOutput> found;
    for (std::size_t i = 0; i < outputs(scope).size(); ++i) {
      const Froms& from = lineage(scope, i);
      SqlOutput output{.name = outputs(scope)[i].name, .from = {}};
      for (const auto& [pair, offset] : from)
        output.from.push_back({.relation = pair.first, .name = pair.second, .offset = offset});
      found.push_back(std::move(output));
    }
    return found;
  }

 private:
  using Froms = std::map<std::pair<std::size_t, std::string>, std::size_t>;

  /// In order; empty where one of them cannot be seen.
  const std::vector<Output>& outputs(std::uint32_t at, int depth = 0) {
    static const std::vector<Output> kNothing;
    if (at == kNoIndex || depth > kMostNesting) return kNothing;
    if (const auto found = outputs_.find(at); found != outputs_.end()) return found->second;
    outputs_[at] = {};
    return outputs_[at] = make_outputs(at, depth + 1);
  }

  std::vector<Output> make_outputs(std::uint32_t at, int depth) {
    const SqlScope& scope = scopes_.all[at];
    if (scope.hides_answer) return {};
    if (scope.items.empty() && scope.answer_of != kNoIndex) return outputs(scope.answer_of, depth);
    std::vector<Output> made;
    if (scope.items.empty() && scope.reads_all && !expand(scope, {}, {}, depth, made)) return {};
    for (const SqlRange& range : scope.items) {
      const SqlItem item = names_.item(range);
      if (!item.is_star)
        made.push_back({.name = shown(item, range), .range = range});
      else if (!expand(scope, range, item.without, depth, made))
        return {};
    }
    return made;
  }

  /// The columns of a star, of one source where it has a qualifier. False: they are not known.
  bool expand(const SqlScope& scope, const SqlRange& range, const std::vector<std::string>& without, int depth,
              std::vector<Output>& made) {
    const bool is_qualified = range.end > range.begin + 1 && reading_.tokens.is_symbol(range.begin + 1, ".");
    const std::string qualifier = is_qualified ? to_lower(unquote(reading_.tokens.view(range.begin))) : std::string();
    for (const SqlSource& source : scope.sources) {
      const bool is_meant =
          !is_qualified || std::find(source.names.begin(), source.names.end(), qualifier) != source.names.end();
      if (!is_meant) continue;
      const std::vector<std::string> columns = columns_of(source, depth);
      if (columns.empty()) return false;
      for (const std::string& column : columns)
        if (std::find(without.begin(), without.end(), to_lower(column)) == without.end())
          made.push_back({.name = column, .range = range, .source = &source, .column = column});
    }
    return true;
  }

  std::vector<std::string> columns_of(const SqlSource& source, int depth) {
    std::vector<std::string> columns;
    if (source.kind == SqlSource::Kind::kRelation) columns = lookup_.columns(source.index);
    if (source.kind == SqlSource::Kind::kCte || source.kind == SqlSource::Kind::kQuery) {
      for (const Output& output : outputs(scopes_.scope_of(source), depth)) columns.push_back(output.name);
      if (source.kind == SqlSource::Kind::kCte) rename(columns, scopes_.ctes[source.index].columns);
    }
    rename(columns, source.columns);
    return columns;
  }

  static void rename(std::vector<std::string>& columns, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < std::min(columns.size(), names.size()); ++i) columns[i] = names[i];
  }

  /// Of the column at `place` of a query's answer; of a UNION that of all its branches.
  const Froms& lineage(std::uint32_t scope, std::size_t place, int depth = 0) {
    static const Froms kNothing;
    if (depth > kMostNesting) return kNothing;
    const auto [found, is_new] = lineages_.try_emplace({scope, place});
    if (!is_new) return found->second;  // also of a query that reads itself
    Froms froms;
    add_output(scope, place, depth + 1, froms);
    if (const auto branches = branches_.find(scope); branches != branches_.end())
      for (const std::uint32_t branch : branches->second)
        if (!scopes_.all[branch].items.empty()) add_output(branch, place, depth + 1, froms);
    return lineages_[{scope, place}] = std::move(froms);
  }

  void add_output(std::uint32_t at, std::size_t place, int depth, Froms& froms) {
    const SqlScope& scope = scopes_.all[at];
    if (scope.items.empty() && scope.answer_of != kNoIndex) return add(lineage(scope.answer_of, place, depth), froms);
    const std::vector<Output>& all = outputs(at);
    if (place >= all.size()) return;
    const Output output = all[place];
    if (output.source != nullptr) {
      const std::size_t token = output.range.begin < reading_.tokens.size() ? output.range.begin : 0;
      return add_column(*output.source, output.column, reading_.tokens.items[token].offset, depth, froms);
    }
    for (const SqlPath& path : names_.paths(output.range.begin, output.range.end))
      for (const Lookup::Hit& hit : lookup_.look(path, scopes_.of_token[path.first]))
        add_column(*hit.source, hit.name, hit.offset, depth, froms);
    for (const std::size_t star : names_.stars(output.range.begin, output.range.end))
      for (const SqlSource& source : scopes_.all[scopes_.of_token[star]].sources)
        add_column(source, "*", reading_.tokens.items[star].offset, depth, froms);
  }

  void add_column(const SqlSource& source, const std::string& name, std::size_t offset, int depth, Froms& froms) {
    if (source.kind == SqlSource::Kind::kUnknown) return;
    if (source.kind == SqlSource::Kind::kRelation) {
      froms.emplace(std::pair(std::size_t{source.index}, name), offset);
      return;
    }
    const std::vector<std::string> columns = columns_of(source, depth);
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (name == "*" || equal_ignoring_case(columns[i], name)) add(lineage(scopes_.scope_of(source), i, depth), froms);
  }

  static void add(const Froms& more, Froms& froms) { froms.insert(more.begin(), more.end()); }

  /// The name as it is written, else the entry's text.
  std::string shown(const SqlItem& item, const SqlRange& range) const {
    const Tokens& tokens = reading_.tokens;
    if (!item.name.empty())
      for (std::size_t i = range.end; i-- > range.begin;)
        if (tokens.is_name(i) && to_lower(unquote(tokens.view(i))) == item.name) return unquote(tokens.view(i));
    const Token& last = tokens.items[range.end - 1];
    const std::size_t begin = tokens.items[range.begin].offset;
    return std::string(tokens.text.substr(begin, last.offset + last.length - begin));
  }

  const Reading& reading_;
  const SqlScopes& scopes_;
  NameFinder names_;
  Lookup lookup_;
  std::map<std::uint32_t, std::vector<Output>> outputs_;
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
