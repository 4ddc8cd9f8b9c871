#include "planner/graph/references.h"

#include <algorithm>

#include "schema/base/text.h"
#include "schema/sql/columns.h"

namespace dac::planner {

References::References(const schema::Project& project) : project_(project) {
  by_end_.reserve(project.references.size());
  for (const schema::Reference& reference : project.references) by_end_.push_back(&reference);
  std::stable_sort(by_end_.begin(), by_end_.end(),
                   [](const schema::Reference* a, const schema::Reference* b) { return a->to < b->to; });
}

std::span<const schema::Reference* const> References::to(std::string_view id) const {
  const auto begin = std::lower_bound(by_end_.begin(), by_end_.end(), id,
                                      [](const schema::Reference* r, std::string_view key) { return r->to < key; });
  auto end = begin;
  while (end != by_end_.end() && (*end)->to == id) ++end;
  return {begin, end};
}

std::span<const schema::Reference> References::from(std::string_view id) const {
  const auto& all = project_.references;
  const auto begin = std::lower_bound(all.begin(), all.end(), id,
                                      [](const schema::Reference& r, std::string_view key) { return r.from < key; });
  auto end = begin;
  while (end != all.end() && end->from == id) ++end;
  return {begin, end};
}

const std::vector<std::string>& References::names_in(std::string_view reader) const {
  if (const auto found = names_.find(reader); found != names_.end()) return found->second;
  std::vector<std::string> names;
  const schema::Resource* resource = project_.find(reader);
  if (const std::string sql = resource == nullptr ? "" : resource->spec.get_string("sql"); !sql.empty())
    for (const schema::SqlColumn& column :
         schema::read_columns(sql, [](const schema::SqlName&) { return nullptr; }).read)
      names.push_back(to_lower(column.name));
  std::sort(names.begin(), names.end());
  return names_.emplace(reader, std::move(names)).first->second;
}

}  // namespace dac::planner
