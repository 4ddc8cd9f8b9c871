#include "schema/sql/lookup.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

// A query nested deeper than this may read anything, as far as its outer queries go.
constexpr int kMostNesting = 64;
// More names that are no columns than these help nobody.
constexpr std::size_t kMostStrays = 100;

// Sorted. PostgreSQL's o.to_json is to_json(o): functions and types that take a row.
constexpr std::string_view kOfRow[] = {"array_agg",   "count", "hash_record", "json_agg", "jsonb_agg", "record_out",
                                       "row_to_json", "text",  "to_json",     "to_jsonb", "varchar"};

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

static_assert(std::is_sorted(std::begin(kOfRow), std::end(kOfRow)));

Lookup::Lookup(const Reading& reading, const NameFinder& names, const ColumnsOf& columns_of)
    : reading_(reading),
      scopes_(reading.scopes),
      names_(names),
      answers_(reading, names, columns_of),
      all_read_outside_(reading.scopes.all.size(), false) {}

void Lookup::read(const SqlPath& path) {
  if (path.parts.empty()) return;
  const std::uint32_t scope = scopes_.of_token[path.first];
  if (path.parts.size() > 1 || path.has_star)
    read_qualified(path, scope);
  else
    read_name(path, scope);
}

bool Lookup::is_column(const SqlPath& path) {
  const std::uint32_t scope = scopes_.of_token[path.first];
  Hits none;
  if (path.parts.size() > 1) {
    const Callings found = callings(path, scope, none);
    return found.is_struct || !found.called.empty();
  }
  bool is_found = false;
  from_inside(scope, path.offsets[0], [&](const SqlScope& one) {
    is_found = in_scope(path.parts[0], one, path.offsets[0], none) == Find::kYes;
    return is_found;
  });
  return is_found;
}

void Lookup::read_all(std::uint32_t scope, std::size_t offset) {
  for (const SqlSource& source : scopes_.seen(scopes_.all[scope])) add({&source, "*", offset});
}

/// Until `look` gives true. True if what is further out was read as a whole instead.
bool Lookup::from_inside(std::uint32_t scope, std::size_t offset, const Look& look) {
  for (int depth = 0; scope != kNoIndex; scope = scopes_.all[scope].parent) {
    if (look(scopes_.all[scope])) return false;
    if (++depth <= kMostNesting) continue;
    scope = scopes_.all[scope].parent;
    for (; scope != kNoIndex && !all_read_outside_[scope]; scope = scopes_.all[scope].parent) {
      all_read_outside_[scope] = true;
      read_all(scope, offset);
    }
    return true;
  }
  return false;
}

/// A column, or a source's name as a value: its whole row. DuckDB takes the row of an inner query, PostgreSQL the
/// column of an outer one.
void Lookup::read_name(const SqlPath& path, std::uint32_t scope) {
  const std::string& name = path.parts[0];
  const std::size_t offset = path.offsets[0];
  Find best = Find::kNo;
  Hits hits;
  Hits rows;
  Hits hidden;
  const bool is_deep = from_inside(scope, offset, [&](const SqlScope& one) {
    best = std::max(best, in_scope(name, one, offset, hits));
    if (best == Find::kYes) return true;
    const bool is_first = rows.empty();
    for (const SqlSource& source : scopes_.seen(one)) {
      if (is_first && contains(source.names, name)) rows.push_back({&source, "*", offset});
      if (source.hidden == name) hidden.push_back({&source, "*", offset});
    }
    return false;
  });
  if (path.is_keyword) {
    if (best == Find::kYes) add(hits);
    return;
  }
  add(hits);
  if (best == Find::kYes || !rows.empty()) return add(rows);
  add(hidden);
  if (best != Find::kNo || is_deep || !hidden.empty()) return;
  if (!path.is_plain || names_.is_given(name) || !missed_.emplace(scope, name).second) return;
  stray(path, 0, relations_around(scope));
}

void Lookup::read_qualified(const SqlPath& path, std::uint32_t scope) {
  const std::size_t offset = path.offsets[0];
  Hits hits;
  Callings found = callings(path, scope, hits);
  if (found.called.empty() && !found.is_struct) std::swap(found.called, found.hidden);
  if (found.called.empty()) {
    add(hits);
    if (!found.is_struct && !found.is_deep) read_unqualified(path, scope);
    return;
  }
  // ClickHouse takes a relation by its own name although it has an alias.
  for (const Called& hidden : found.hidden)
    if (!path.has_star || path.parts.size() > 1) in_source(path.parts[1], *hidden.source, offset, hits);
  Find best = Find::kNo;
  bool may_be_struct = false;
  for (const Called& called : found.called) {
    may_be_struct = may_be_struct || called.next > 1;
    if (called.next == path.parts.size()) {
      hits.push_back({called.source, "*", offset});
      best = Find::kYes;
    } else {
      best = std::max(best, in_source(path.parts[called.next], *called.source, offset, hits));
    }
  }
  // A struct that is called as its relation or its schema is.
  if ((best == Find::kNo || may_be_struct) && found.scope != nullptr) {
    Hits own;
    const bool is_struct = in_scope(path.parts[0], *found.scope, offset, own) == Find::kYes;
    if (is_struct) add(own);
    found.is_struct = found.is_struct || is_struct;
  }
  add(hits);
  if (best == Find::kNo && !found.is_struct) field_not_found(path, found.called);
}

/// A column that is a struct goes before a source further out, but not to PostgreSQL: it is in `hits`.
Lookup::Callings Lookup::callings(const SqlPath& path, std::uint32_t scope, Hits& hits) {
  Callings found;
  found.is_deep = from_inside(scope, path.offsets[0], [&](const SqlScope& one) {
    const std::size_t further_in = found.hidden.size();
    for (const SqlSource& source : scopes_.seen(one)) {
      const std::size_t next = behind_name(path, source);
      if (next != 0) found.called.push_back({&source, next});
      if (source.hidden == path.parts[0]) found.hidden.push_back({&source, 1});
    }
    found.scope = &one;
    if (!found.called.empty()) {
      found.hidden.resize(further_in);
      return true;
    }
    Hits own;
    if (found.is_struct || in_scope(path.parts[0], one, path.offsets[0], own) != Find::kYes) return false;
    found.is_struct = true;
    hits.insert(hits.end(), own.begin(), own.end());
    return false;
  });
  if (found.called.empty()) found.scope = nullptr;
  return found;
}

/// No source is called as the path begins.
void Lookup::read_unqualified(const SqlPath& path, std::uint32_t scope) {
  const std::size_t offset = path.offsets[0];
  // ClickHouse's nested columns have a point in their names.
  if (column(join(path.parts, "."), scope, offset) == Find::kYes) return;
  // A struct's field, or a name that only the engine knows before a column.
  if (column(path.parts[0], scope, offset) == Find::kYes || path.parts.size() == 1) return;
  column(path.parts[1], scope, offset);
}

/// The first scope from the inside that surely has the name ends the search.
Lookup::Find Lookup::column(const std::string& name, std::uint32_t scope, std::size_t offset) {
  Find best = Find::kNo;
  Hits hits;
  const bool is_deep = from_inside(scope, offset, [&](const SqlScope& one) {
    best = std::max(best, in_scope(name, one, offset, hits));
    return best == Find::kYes;
  });
  add(hits);
  return is_deep ? Find::kMaybe : best;
}

Lookup::Find Lookup::in_scope(const std::string& name, const SqlScope& scope, std::size_t offset, Hits& hits) {
  Find best = scope.hides_answer ? Find::kMaybe : Find::kNo;
  for (const SqlSource& source : scopes_.seen(scope)) best = std::max(best, in_source(name, source, offset, hits));
  if (best == Find::kYes || scope.answer_of == kNoIndex) return best;
  const Answer& answer = answers_.answer(scope.answer_of);
  for (const AnswerColumn& column : answer.columns) {
    if (equal_ignoring_case(column.name, name)) return Find::kYes;
    if (!column.is_named) best = Find::kMaybe;
  }
  return answer.is_cut ? Find::kMaybe : best;
}

Lookup::Find Lookup::in_source(const std::string& name, const SqlSource& source, std::size_t offset, Hits& hits) {
  const SourceColumns& all = answers_.columns(source);
  const auto [first, end] = all.places.equal_range(name);
  Find found = first != end ? Find::kYes : all.is_open ? Find::kMaybe : Find::kNo;
  if (source.kind == SqlSource::Kind::kUnknown) return found;
  const std::vector<std::string>* spelled =
      source.kind == SqlSource::Kind::kRelation ? answers_.relation(source.index) : nullptr;
  if (source.kind == SqlSource::Kind::kRelation && found == Find::kYes) {
    for (auto place = first; place != end; ++place)
      hits.push_back({&source, spelled == nullptr ? "*" : (*spelled)[place->second], offset});
  } else if (found != Find::kNo) {
    hits.push_back({&source, name, offset});
  } else if (spelled != nullptr) {
    // A column that has a new name keeps its old one to ClickHouse.
    for (std::size_t i = 0; i < std::min(source.columns.size(), spelled->size()); ++i)
      if (equal_ignoring_case((*spelled)[i], name)) {
        hits.push_back({&source, (*spelled)[i], offset});
        found = Find::kMaybe;
      }
  }
  return found;
}

/// The part of the path behind the source's name, which may have its schema before it; 0: it does not begin so.
std::size_t Lookup::behind_name(const SqlPath& path, const SqlSource& source) const {
  if (contains(source.names, path.parts[0])) return 1;
  const std::size_t end = path.parts.size() - (path.has_star ? 0 : 1);
  if (end < 2 || source.kind != SqlSource::Kind::kRelation) return 0;
  const std::vector<std::string>& own = reading_.statement.relations[source.index].parts;
  if (!contains(source.names, to_lower(own.back()))) return 0;
  for (std::size_t i = 1; i < end; ++i) {
    bool fits = true;
    for (std::size_t back = 0; back <= i && back < own.size(); ++back)
      fits = fits && equal_ignoring_case(own[own.size() - 1 - back], path.parts[i - back]);
    if (fits) return i + 1;
  }
  return 0;
}

void Lookup::field_not_found(const SqlPath& path, const std::vector<Called>& called) {
  if (path.parts.size() != 2) return;
  const bool is_of_row = std::binary_search(std::begin(kOfRow), std::end(kOfRow), path.parts[1]);
  std::vector<std::size_t> relations;
  for (const Called& one : called) {
    if (is_of_row) add({one.source, "*", path.offsets[0]});
    const bool is_known = one.source->kind == SqlSource::Kind::kRelation && answers_.relation(one.source->index);
    if (!is_known || is_of_row) return;
    relations.push_back(one.source->index);
  }
  if (path.is_plain && !names_.is_given(path.parts[1])) stray(path, 1, std::move(relations));
}

void Lookup::stray(const SqlPath& path, std::size_t part, std::vector<std::size_t> relations) {
  const std::string& name = path.parts[part];
  if (relations.empty() || strays_.size() >= kMostStrays || !told_.emplace(relations, name).second) return;
  strays_.push_back({.name = name, .offset = path.offsets[part], .relations = std::move(relations)});
}

/// Those whose columns a name could be, all of them known; otherwise none.
std::vector<std::size_t> Lookup::relations_around(std::uint32_t scope) const {
  if (strays_.size() >= kMostStrays) return {};
  std::vector<std::size_t> relations;
  for (; scope != kNoIndex; scope = scopes_.all[scope].parent)
    for (const SqlSource& source : scopes_.seen(scopes_.all[scope])) {
      if (source.kind == SqlSource::Kind::kUnknown) return {};
      if (source.kind != SqlSource::Kind::kRelation) continue;
      if (answers_.relation(source.index) == nullptr) return {};
      relations.push_back(source.index);
    }
  return relations;
}

void Lookup::add(const Hits& hits) {
  for (const Hit& hit : hits) add(hit);
}

void Lookup::add(const Hit& hit) {
  if (hits_ != nullptr) hits_->push_back(hit);
  if (hit.source->kind != SqlSource::Kind::kRelation) return;
  if (hit.name == "*") read_all_.insert(hit.source->index);
  read_.emplace(std::pair(hit.source->index, hit.name), hit.offset);
}

std::vector<Lookup::Hit> Lookup::look(const std::vector<SqlPath>& paths) {
  Hits hits;
  hits_ = &hits;
  all_read_outside_.assign(all_read_outside_.size(), false);
  for (const SqlPath& path : paths) read(path);
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
