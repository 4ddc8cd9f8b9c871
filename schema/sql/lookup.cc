#include "schema/sql/lookup.h"

#include <algorithm>
#include <utility>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

// A query nested deeper than this may read anything, as far as its outer queries go.
constexpr int kMostNesting = 64;

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

Lookup::Lookup(const SqlStatement& statement, const SqlScopes& scopes, const NameFinder& names,
               const ColumnsOf& columns_of)
    : scopes_(scopes), names_(names) {
  ordered_.resize(statement.relations.size());
  known_.resize(statement.relations.size());
  for (std::size_t i = 0; i < statement.relations.size(); ++i) {
    const std::vector<std::string>* columns = columns_of(statement.relations[i]);
    if (columns == nullptr) continue;
    ordered_[i] = *columns;
    known_[i].emplace();
    for (const std::string& column : *columns) known_[i]->emplace(to_lower(column), column);
  }
}

void Lookup::read(const SqlPath& path, std::uint32_t scope) {
  if (path.parts.empty()) return;
  const std::size_t offset = path.offsets.front();
  if (path.parts.size() > 1 || path.has_star) {
    if (qualified(path, scope) != Find::kNo) return;
    // ClickHouse's nested columns have a point in their names.
    if (column(join(path.parts, "."), scope, offset) == Find::kYes) return;
    // A struct's field, or a name that only the engine knows before a column.
    if (column(path.parts[0], scope, offset) == Find::kYes || path.parts.size() == 1) return;
    column(path.parts[1], scope, offset);
    return;
  }
  const std::string& name = path.parts[0];
  const Find found = column(name, scope, offset);
  if (found == Find::kYes || row(name, scope, offset) != Find::kNo || found != Find::kNo) return;
  stray(path, 0, relations_around(scope));
}

void Lookup::read_all(std::uint32_t scope, std::size_t offset) {
  for (const SqlSource& source : scopes_.all[scope].sources) add_all(source, offset);
}

/// The first scope from the inside that surely has the name ends the search.
Lookup::Find Lookup::column(const std::string& name, std::uint32_t scope, std::size_t offset) {
  Find best = Find::kNo;
  int depth = 0;
  for (; scope != kNoIndex; scope = scopes_.all[scope].parent) {
    const Find found = in_scope(name, scopes_.all[scope], offset);
    if (found == Find::kYes) return found;
    best = std::max(best, found);
    if (++depth <= kMostNesting) continue;
    for (; scope != kNoIndex; scope = scopes_.all[scope].parent) read_all(scope, offset);
    return Find::kMaybe;
  }
  return best;
}

Lookup::Find Lookup::in_scope(const std::string& name, const SqlScope& scope, std::size_t offset) {
  Find best = scope.hides_answer ? Find::kMaybe : Find::kNo;
  for (const SqlSource& source : scope.sources) best = std::max(best, in_source(name, source, offset));
  if (best == Find::kYes || scope.answer_of == kNoIndex) return best;
  // ORDER BY behind a UNION: the answer's names.
  const Answer& first = answer(scope.answer_of);
  if (first.names.contains(name)) return Find::kYes;
  return first.is_open ? Find::kMaybe : best;
}

Lookup::Find Lookup::in_source(const std::string& name, const SqlSource& source, std::size_t offset) {
  const auto listed = std::find(source.columns.begin(), source.columns.end(), name);
  const auto place = static_cast<std::size_t>(listed - source.columns.begin());
  const bool is_listed = listed != source.columns.end();
  switch (source.kind) {
    case SqlSource::Kind::kUnknown:
      return is_listed ? Find::kYes : Find::kMaybe;
    case SqlSource::Kind::kRelation: {
      const Known& known = known_[source.index];
      if (is_listed) {
        const bool has = known && place < ordered_[source.index].size();
        add(source, has ? ordered_[source.index][place] : "*", offset);
        return Find::kYes;
      }
      if (!known) {
        add(source, name, offset);
        return Find::kMaybe;
      }
      const auto found = known->find(name);
      if (found == known->end()) return Find::kNo;
      add(source, found->second, offset);
      return Find::kYes;
    }
    case SqlSource::Kind::kCte:
    case SqlSource::Kind::kQuery: {
      const bool is_cte = source.kind == SqlSource::Kind::kCte;
      const Answer& all = answer(scopes_.scope_of(source));
      const bool is_sure =
          is_listed || (is_cte && contains(scopes_.ctes[source.index].columns, name)) || all.names.contains(name);
      if (is_sure || all.is_open) add(source, name, offset);
      if (is_sure) return Find::kYes;
      return all.is_open ? Find::kMaybe : Find::kNo;
    }
  }
  return Find::kNo;
}

/// The sources that a qualifier may mean: of the innermost query that has one; an alias before a relation's own name.
std::vector<const SqlSource*> Lookup::named(const std::string& name, std::uint32_t scope) const {
  std::vector<const SqlSource*> found;
  std::vector<const SqlSource*> hidden;
  for (; scope != kNoIndex && found.empty(); scope = scopes_.all[scope].parent)
    for (const SqlSource& source : scopes_.all[scope].sources) {
      if (contains(source.names, name)) found.push_back(&source);
      if (source.hidden == name) hidden.push_back(&source);
    }
  return found.empty() ? hidden : found;
}

/// kNo: no part of the path but its last is the name of a source.
Lookup::Find Lookup::qualified(const SqlPath& path, std::uint32_t scope) {
  const std::size_t offset = path.offsets.front();
  Find best = Find::kNo;
  bool is_named = false;
  for (std::size_t i = 0; i < path.parts.size(); ++i) {
    const bool is_last = i + 1 == path.parts.size();
    if (is_last && !path.has_star) break;
    const std::vector<const SqlSource*> sources = named(path.parts[i], scope);
    is_named = is_named || !sources.empty();
    std::vector<std::size_t> relations;
    bool all_known = true;
    for (const SqlSource* source : sources) {
      if (is_last) {
        add_all(*source, offset);
        best = Find::kYes;
        continue;
      }
      best = std::max(best, in_source(path.parts[i + 1], *source, offset));
      if (source->kind == SqlSource::Kind::kRelation) relations.push_back(source->index);
      all_known = all_known && source->kind == SqlSource::Kind::kRelation && known_[source->index].has_value();
    }
    if (best != Find::kNo || sources.empty() || is_last) continue;
    // A struct that is called as its relation is.
    if (column(path.parts[i], scope, offset) == Find::kYes) return Find::kYes;
    if (all_known && path.parts.size() == 2) stray(path, i + 1, std::move(relations));
  }
  return is_named ? std::max(best, Find::kMaybe) : Find::kNo;
}

/// A source's name as a value: its whole row.
Lookup::Find Lookup::row(const std::string& name, std::uint32_t scope, std::size_t offset) {
  const std::vector<const SqlSource*> sources = named(name, scope);
  for (const SqlSource* source : sources) add_all(*source, offset);
  return sources.empty() ? Find::kNo : Find::kYes;
}

void Lookup::stray(const SqlPath& path, std::size_t part, std::vector<std::size_t> relations) {
  const std::string& name = path.parts[part];
  if (!path.is_plain || relations.empty() || names_.is_given(name)) return;
  if (!told_.emplace(relations, name).second) return;
  strays_.push_back({.name = name, .offset = path.offsets[part], .relations = std::move(relations)});
}

/// Those whose columns a name could be, all of them known; otherwise none.
std::vector<std::size_t> Lookup::relations_around(std::uint32_t scope) const {
  std::vector<std::size_t> relations;
  for (; scope != kNoIndex; scope = scopes_.all[scope].parent)
    for (const SqlSource& source : scopes_.all[scope].sources) {
      if (source.kind == SqlSource::Kind::kUnknown) return {};
      if (source.kind != SqlSource::Kind::kRelation) continue;
      if (!known_[source.index]) return {};
      relations.push_back(source.index);
    }
  return relations;
}

const Lookup::Answer& Lookup::answer(std::uint32_t scope, int depth) {
  static const Answer kOpen{.names = {}, .is_open = true};
  if (scope == kNoIndex || depth > kMostNesting) return kOpen;
  if (const auto found = answers_.find(scope); found != answers_.end()) return found->second;
  answers_.emplace(scope, kOpen);  // for a query that reads itself
  Answer made = make_answer(scope, depth + 1);
  return answers_[scope] = std::move(made);
}

Lookup::Answer Lookup::make_answer(std::uint32_t at, int depth) {
  const SqlScope& scope = scopes_.all[at];
  Answer made{.names = {}, .is_open = scope.hides_answer};
  if (scope.items.empty() && scope.answer_of != kNoIndex) return answer(scope.answer_of, depth);
  if (scope.items.empty() && !scope.reads_all) made.is_open = true;
  if (scope.items.empty() && scope.reads_all)
    for (const SqlSource& source : scope.sources) add_names(source, made, depth);
  for (const SqlRange& range : scope.items) {
    const SqlItem item = names_.item(range);
    if (!item.name.empty()) made.names.insert(item.name);
    if (item.name.empty() && !item.is_star) made.is_open = true;
    if (!item.is_star) continue;
    Answer all;
    for (const SqlSource& source : scope.sources) add_names(source, all, depth);
    for (const std::string& name : item.without) all.names.erase(name);
    made.names.merge(all.names);
    made.is_open = made.is_open || all.is_open;
  }
  return made;
}

void Lookup::add_names(const SqlSource& source, Answer& all, int depth) {
  all.names.insert(source.columns.begin(), source.columns.end());
  switch (source.kind) {
    case SqlSource::Kind::kUnknown:
      all.is_open = true;
      return;
    case SqlSource::Kind::kRelation:
      if (!known_[source.index]) {
        all.is_open = true;
        return;
      }
      for (const auto& [name, spelled] : *known_[source.index]) all.names.insert(name);
      return;
    case SqlSource::Kind::kCte:
    case SqlSource::Kind::kQuery: {
      if (source.kind == SqlSource::Kind::kCte)
        all.names.insert(scopes_.ctes[source.index].columns.begin(), scopes_.ctes[source.index].columns.end());
      const Answer& inner = answer(scopes_.scope_of(source), depth);
      all.names.insert(inner.names.begin(), inner.names.end());
      all.is_open = all.is_open || inner.is_open;
      return;
    }
  }
}

void Lookup::add(const SqlSource& source, const std::string& name, std::size_t offset) {
  if (hits_ != nullptr) hits_->push_back({&source, name, offset});
  if (source.kind != SqlSource::Kind::kRelation) return;
  if (name == "*") read_all_.insert(source.index);
  read_.emplace(std::pair(source.index, name), offset);
}

void Lookup::add_all(const SqlSource& source, std::size_t offset) { add(source, "*", offset); }

std::vector<Lookup::Hit> Lookup::look(const SqlPath& path, std::uint32_t scope) {
  std::vector<Hit> hits;
  hits_ = &hits;
  read(path, scope);
  hits_ = nullptr;
  return hits;
}

SqlColumns Lookup::take() {
  SqlColumns columns;
  for (const auto& [pair, offset] : read_)
    if (pair.second == "*" || !read_all_.contains(pair.first))
      columns.read.push_back({.relation = pair.first, .name = pair.second, .offset = offset});
  columns.strays = std::move(strays_);
  return columns;
}

}  // namespace dac::schema
