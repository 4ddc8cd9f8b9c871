#include "planner/rules/lost_events.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/rules/rule.h"
#include "schema/base/text.h"
#include "schema/sql/statement.h"

namespace dac::planner {
namespace {

using schema::Via;

bool is_relation(std::string_view id) { return id.starts_with("topic/") || id.starts_with("table/"); }

}  // namespace

LostEvents::LostEvents(const std::vector<Change>& changes, const References& references) : references_(references) {
  for (const Change& change : changes) {
    const std::string& id = change.step.resource;
    if (!is_relation(id)) continue;
    const bool moves = is_made_elsewhere(change.step);  // a new object under another name, and the old one goes
    if (change.step.action == Action::kCreate || moves) created_.insert(id);
    if (change.step.action == Action::kDelete) going_.emplace(to_lower(id.substr(id.find('/') + 1)), id);
    for (const providers::Operation& call : change.step.calls)
      if (call.action == Action::kDelete) going_.emplace(to_lower(call.key.name), id);
  }
}

bool LostEvents::starts_empty(const std::string& relation, std::set<std::string>& seen) const {
  if (!created_.contains(relation) || !seen.insert(relation).second) return false;
  bool is_filled = false;
  for (const schema::Reference* writer : references_.to(relation)) {
    if (writer->via != Via::kWrites || !writer->from.starts_with("pipeline/")) continue;
    const auto sources = references_.from(writer->from);
    is_filled = is_filled || std::none_of(sources.begin(), sources.end(), [&](const schema::Reference& source) {
                  return source.via == Via::kReads && starts_empty(source.to, seen);
                });
  }
  return !is_filled;
}

std::string LostEvents::of(const Change& pipeline) const {
  if (created_.empty() && going_.empty()) return {};
  std::vector<std::string> lost;
  for (const schema::Reference& reference : references_.from(pipeline.step.resource)) {
    std::set<std::string> seen;
    if (reference.via == Via::kReads && starts_empty(reference.to, seen))
      lost.push_back(reference.to + ", which it reads, is new and empty");
  }
  for (const FieldChange& field : pipeline.step.changes) {
    if (!field.path.starts_with("spec.sql") || !field.before) continue;
    for (const schema::SqlName& name : schema::read_statement(shown(field.before)).relations)
      if (const auto gone = going_.find(to_lower(join(name.parts, "."))); gone != going_.end())
        lost.push_back(std::string(gone->second) + ", which it read, goes with all that it holds");
  }
  std::sort(lost.begin(), lost.end());
  lost.erase(std::unique(lost.begin(), lost.end()), lost.end());
  return join(lost, "; ");
}

}  // namespace dac::planner
