#include "schema/sql/answers.h"

#include <algorithm>
#include <utility>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

// The answer of a query nested deeper than this, and what has more columns, cannot be seen.
constexpr int kMostNesting = 64;
constexpr std::size_t kMostColumns = 10'000;

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

void rename(SourceColumns& all, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i < all.names.size())
      all.names[i] = {.name = names[i]};
    else if (all.is_cut)
      all.names.push_back({.name = names[i]});
  }
}

bool leaves_out(const SqlItem& star, const SqlSource& source, const std::string& column) {
  return std::any_of(star.without.begin(), star.without.end(), [&](const SqlLeftOut& one) {
    return equal_ignoring_case(one.name, column) && (one.qualifier.empty() || contains(source.names, one.qualifier));
  });
}

}  // namespace

Answers::Answers(const Reading& reading, const NameFinder& names, const ColumnsOf& columns_of)
    : reading_(reading), names_(names) {
  relations_.reserve(reading.statement.relations.size());
  for (const SqlName& relation : reading.statement.relations) relations_.push_back(columns_of(relation));
}

const Answer& Answers::answer(std::uint32_t scope, int depth) {
  static const Answer kUnseen{.columns = {}, .is_cut = true};
  if (scope == kNoIndex || depth > kMostNesting) return kUnseen;
  if (const auto found = answers_.find(scope); found != answers_.end()) return found->second;
  answers_.emplace(scope, kUnseen);  // for a query that reads itself
  Answer made = make_answer(scope, depth + 1);
  return answers_[scope] = std::move(made);
}

Answer Answers::make_answer(std::uint32_t at, int depth) {
  const SqlScope& scope = reading_.scopes.all[at];
  Answer made{.columns = {}, .is_cut = scope.hides_answer || (scope.items.empty() && !scope.reads_all)};
  if (scope.items.empty() && scope.reads_all) expand(scope, {}, {}, depth, made);
  for (const SqlRange& range : scope.items) {
    const SqlItem item = names_.item(range);
    if (item.is_star)
      expand(scope, range, item, depth, made);
    else if (item.name.empty())
      made.columns.push_back({.name = text(range), .is_named = false, .range = range});
    else
      made.columns.push_back({.name = spelled(item.name, range), .range = range});
  }
  return made;
}

/// The columns of a star, of one source where it has a qualifier.
void Answers::expand(const SqlScope& scope, const SqlRange& range, const SqlItem& star, int depth, Answer& made) {
  bool is_found = false;
  for (const SqlSource& source : scope.sources) {
    if (!star.qualifier.empty() && !contains(source.names, star.qualifier) && source.hidden != star.qualifier) continue;
    is_found = true;
    const SourceColumns& all = columns(source, depth);
    made.is_cut = made.is_cut || all.is_cut;
    for (const AnswerColumn& column : all.names) {
      if (leaves_out(star, source, column.name)) continue;
      if (made.columns.size() >= kMostColumns) {
        made.is_cut = true;
        return;
      }
      made.columns.push_back({.name = column.name, .is_named = column.is_named, .range = range, .source = &source});
    }
  }
  made.is_cut = made.is_cut || !is_found;
}

const SourceColumns& Answers::columns(const SqlSource& source, int depth) {
  if (const auto found = columns_.find(&source); found != columns_.end()) return found->second;
  SourceColumns made = make_columns(source, depth);
  made.is_open = made.is_cut;
  for (std::size_t i = 0; i < made.names.size(); ++i) {
    made.places.emplace(to_lower(made.names[i].name), i);
    made.is_open = made.is_open || !made.names[i].is_named;
  }
  return columns_[&source] = std::move(made);
}

SourceColumns Answers::make_columns(const SqlSource& source, int depth) {
  SourceColumns made;
  if (source.kind == SqlSource::Kind::kRelation && relations_[source.index] != nullptr) {
    for (const std::string& name : *relations_[source.index]) made.names.push_back({.name = name});
  } else if (source.kind == SqlSource::Kind::kCte || source.kind == SqlSource::Kind::kQuery) {
    const Answer& inner = answer(reading_.scopes.scope_of(source), depth);
    made.is_cut = inner.is_cut;
    for (const AnswerColumn& column : inner.columns)
      made.names.push_back({.name = column.name, .is_named = column.is_named});
  } else {
    made.is_cut = true;
  }
  if (source.kind == SqlSource::Kind::kCte) {
    const SqlCte& cte = reading_.scopes.ctes[source.index];
    rename(made, cte.columns);
    for (const std::string& name : cte.added) made.names.push_back({.name = name});
  }
  rename(made, source.columns);
  return made;
}

std::string Answers::text(const SqlRange& range) const {
  const Tokens& tokens = reading_.tokens;
  const Token& last = tokens.items[range.end - 1];
  const std::size_t begin = tokens.items[range.begin].offset;
  return std::string(tokens.text.substr(begin, last.offset + last.length - begin));
}

/// The name of an entry as it is written.
std::string Answers::spelled(const std::string& name, const SqlRange& range) const {
  const Tokens& tokens = reading_.tokens;
  for (std::size_t i = range.end; i-- > range.begin;)
    if (tokens.is_name(i) && to_lower(unquote(tokens.view(i))) == name) return unquote(tokens.view(i));
  return name;
}

}  // namespace dac::schema
