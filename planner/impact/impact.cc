#include "planner/impact/impact.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <set>
#include <tuple>

#include "planner/rules/readers.h"
#include "planner/rules/rule.h"
#include "schema/base/text.h"
#include "schema/model/schema_references.h"

namespace dac::planner {
namespace {

using schema::Reference;
using schema::Via;

bool is_kind(std::string_view id, std::string_view kind) {
  return id.starts_with(kind) && id.substr(kind.size()).starts_with('/');
}
bool is_relation(std::string_view id) { return is_kind(id, "topic") || is_kind(id, "table"); }
std::string name_of(std::string_view id) { return std::string(id.substr(id.find('/') + 1)); }

/// Columns that a change takes away or changes; empty: the change is about all of it.
std::vector<std::string> columns_of(const Change& change, const schema::Project& project) {
  const Step& step = change.step;
  std::set<std::string> columns;
  for (const FieldChange& field : step.changes) {
    if (field.path == "spec.schema" && field.before && field.after && change.wanted != nullptr) {
      const schema::Resource& resource = *change.wanted->resource;
      const auto used = schema::referenced_schemas(project, resource).schemas;
      const std::string before = shown(field.before);
      const std::string after = shown(field.after);
      for (std::string& name : columns_gone(resource.spec.get_string("format", "avro"), {before, used}, {after, used}))
        columns.insert(std::move(name));
    } else if (field.path.starts_with("spec.columns[") && field.before) {
      columns.insert(field.path.ends_with("].name") ? shown(field.before) : element_name(field.path));
    }
  }
  return {columns.begin(), columns.end()};
}

/// One place that the walk has reached.
struct Reached {
  std::string id;
  std::vector<std::string> through;
  std::string because;  // empty at the start and where it is not yet said which relation was read
};

class Walk {
 public:
  Walk(const Change& change, const schema::Project& project, const References& references)
      : project_(project),
        references_(references),
        source_(change.step.resource),
        columns_(columns_of(change, project)) {}

  void run(std::vector<ImpactItem>& items) {
    std::deque<Reached> open{{source_, {}, {}}};
    seen_.insert(source_);
    while (!open.empty()) {
      const Reached at = std::move(open.front());
      open.pop_front();
      for (const Reference* reference : references_.to(at.id)) follow(at, *reference, open, items);
      if (!is_kind(at.id, "pipeline") && !is_kind(at.id, "connector")) continue;
      for (const Reference& reference : references_.from(at.id))
        if (reference.via == Via::kWrites)
          reach(at, reference.to, {"is written by " + at.id, reference.origin}, open, items);
    }
  }

 private:
  struct Reason {
    std::string text;
    Origin origin;
  };

  void follow(const Reached& at, const Reference& reference, std::deque<Reached>& open,
              std::vector<ImpactItem>& items) {
    switch (reference.via) {
      case Via::kReads: {
        // Columns are known only where the changed relation itself is read.
        const bool direct = is_direct(at);
        const auto columns = direct ? read_columns(reference) : std::vector<std::string>();
        if (direct && !columns_.empty() && columns.empty()) return;
        return reach(at, reference.from, {columns_text("reads ", at.id, columns), reference.origin}, open, items);
      }
      case Via::kSchema:
        return reach(at, reference.from, {"uses " + at.id, reference.origin}, open, items);
      case Via::kCalls:
        return reach(at, reference.from, {"calls " + name_of(at.id), reference.origin}, open, items);
      case Via::kWrites: {
        const auto columns = is_direct(at) ? written_columns(reference) : std::vector<std::string>();
        if (columns.empty()) return;
        return reach(at, reference.from, {columns_text("writes ", at.id, columns), reference.origin}, open, items);
      }
      case Via::kConsents:
        return;
    }
  }

  /// Whether the walk stands at what the change is about: the relation, or a topic of the schema.
  [[nodiscard]] bool is_direct(const Reached& at) const { return at.id == source_ || at.because.starts_with("uses "); }

  /// Which of the changed columns a read may touch.
  [[nodiscard]] std::vector<std::string> read_columns(const Reference& reference) const {
    std::vector<std::string> read;
    for (const std::string& column : columns_)
      if (may_read(references_, reference, column)) read.push_back(column);
    return read;
  }

  /// Those that a pipeline fills; what an application writes is not known.
  [[nodiscard]] std::vector<std::string> written_columns(const Reference& reference) const {
    const schema::Resource* writer = is_kind(reference.from, "pipeline") ? project_.find(reference.from) : nullptr;
    std::vector<std::string> written;
    for (const std::string& column : columns_)
      if (writer != nullptr && may_write(*writer, column)) written.push_back(column);
    return written;
  }

  static std::string columns_text(const std::string& verb, std::string_view relation,
                                  const std::vector<std::string>& columns) {
    const std::string name = name_of(relation);
    if (columns.empty()) return verb + name;
    std::vector<std::string> full;
    for (const std::string& column : columns) full.push_back(name + "." + column);
    return verb + join(full, ", ");
  }

  void reach(const Reached& at, const std::string& id, Reason reason, std::deque<Reached>& open,
             std::vector<ImpactItem>& items) {
    if (!seen_.insert(id).second) return;
    const schema::Resource* resource = project_.find(id);
    if (resource == nullptr || !resource->kind->is_step) return;
    Reached next{id, at.through, at.because};
    if (at.id != source_ && !is_relation(at.id) && !is_kind(at.id, "schema")) next.through.push_back(at.id);
    // The first relation that is read says why; what comes after it is affected for the same reason.
    const bool is_vague = at.because.starts_with("uses ") || at.because.starts_with("is written by ");
    if (next.because.empty() || is_vague) next.because = std::move(reason.text);
    items.push_back({id, resource->owner, next.through, next.because, reason.origin});
    open.push_back(std::move(next));
  }

  const schema::Project& project_;
  const References& references_;
  std::string source_;
  std::vector<std::string> columns_;
  std::set<std::string, std::less<>> seen_;
};

/// "reads by_city.n" says more than "reads by_city", which sorts before it.
void drop_vague(std::vector<ImpactItem>& items) {
  std::vector<ImpactItem> kept;
  for (std::size_t i = 0; i < items.size(); ++i) {
    bool is_vague = false;
    for (std::size_t j = i + 1; j < items.size() && items[j].resource == items[i].resource; ++j)
      is_vague = is_vague || items[j].because.starts_with(items[i].because + ".");
    if (!is_vague) kept.push_back(std::move(items[i]));
  }
  items = std::move(kept);
}

}  // namespace

std::vector<ImpactItem> impact_of(const std::vector<Change>& changes, const schema::Project& project,
                                  const References& references) {
  std::vector<ImpactItem> items;
  std::set<std::string_view> going;
  for (const Change& change : changes) {
    if (change.step.action == Action::kDelete) going.insert(change.step.resource);
    // What is not there yet has nobody who lives with it.
    const bool is_new = change.step.action == Action::kCreate;
    if (change.step.risk != Risk::kSafe && !is_new) Walk(change, project, references).run(items);
  }
  // Who goes by the same plan is not affected by it.
  std::erase_if(items, [&](const ImpactItem& item) { return going.contains(item.resource); });
  const auto key = [](const ImpactItem& item) { return std::tie(item.resource, item.because, item.through); };
  std::sort(items.begin(), items.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  items.erase(std::unique(items.begin(), items.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); }),
              items.end());
  drop_vague(items);
  return items;
}

}  // namespace dac::planner
