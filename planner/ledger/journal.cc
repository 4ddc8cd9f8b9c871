#include "planner/ledger/journal.h"

#include <fmt/format.h>

#include "planner/ledger/encode.h"
#include "planner/ledger/fold.h"
#include "schema/base/os/file.h"
#include "schema/base/text.h"
#include "schema/diag/codes/ledger.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

tl::unexpected<Error> damaged(const std::string& path, std::size_t line) {
  return fail(ErrorKind::kCorrupt, codes::kJournalDamaged, fmt::format("line {} of {} does not read", line, path),
              "the run that wrote it did not finish; remove the file and apply again: what it did is then found by "
              "reading live");
}

/// False: the line does not hold what a journal's line holds.
bool fold_line(Value& line, LedgerState& state, std::vector<OwnershipChange>& changes) {
  Map* map = line.as_map();
  if (map == nullptr) return false;
  if (line.get_string("intent") != state.open->id) return true;
  if (const Value* start = map->find("start"); start != nullptr && start->as_list() != nullptr)
    for (const Value& step : *start->as_list())
      if (step.as_string() != nullptr) state.open->started.insert(*step.as_string());
  if (Value* pending = map->find("pending"); pending != nullptr && pending->as_list() != nullptr)
    for (const Value& call : *pending->as_list())
      state.open->pending.push_back({.step = call.get_string("step"),
                                     .target = call.get_string("target"),
                                     .key = {call.get_string("kind"), call.get_string("name")},
                                     .token = call.get_string("token")});
  Value* stored = map->find("changes");
  if (stored == nullptr || stored->as_list() == nullptr) return true;
  for (Value& item : *stored->as_list()) {
    std::optional<OwnershipChange> change = load_change(std::move(item));
    if (!change) return false;
    fold_change(state, *change);
    changes.push_back(std::move(*change));
  }
  return true;
}

std::string pending_line(const std::string& intent, const std::vector<PendingCall>& calls) {
  List list;
  for (const PendingCall& call : calls) {
    Map item;
    item.set("step", call.step);
    item.set("target", call.target);
    item.set("kind", call.key.kind);
    item.set("name", call.key.name);
    item.set("token", call.token);
    list.push_back(std::move(item));
  }
  Map map;
  map.set("intent", intent);
  map.set("pending", std::move(list));
  return to_json(map) + "\n";
}

}  // namespace

Result<> Journal::append_pending(const std::string& intent, const std::vector<PendingCall>& calls) {
  return os::append_synced(path_, pending_line(intent, calls));
}

Result<> Journal::keep_pending(const std::string& intent, const std::vector<PendingCall>& calls) {
  return calls.empty() ? clear() : os::write_file_synced(path_, pending_line(intent, calls));
}

Result<> Journal::append_changes(const std::string& intent, const std::vector<OwnershipChange>& changes) {
  return os::append_synced(path_, to_json(outcome_payload(intent, changes)) + "\n");
}

Result<> Journal::append_start(const std::string& intent, const std::vector<std::string>& steps) {
  List list;
  for (const std::string& step : steps) list.push_back(step);
  Map map;
  map.set("intent", intent);
  map.set("start", std::move(list));
  return os::append_synced(path_, to_json(map) + "\n");
}

Result<> Journal::clear() { return os::remove_file(path_); }

Result<std::vector<OwnershipChange>> Journal::fold_into(LedgerState& state) const {
  std::vector<OwnershipChange> changes;
  if (!state.open || !os::exists(path_)) return changes;
  const Result<std::string> text = os::read_file(path_);
  if (!text)
    return fail(ErrorKind::kCorrupt, codes::kJournalDamaged, "the journal does not read: " + text.error().message,
                "the run that wrote it did not finish; remove the file and apply again: what it did is then found by "
                "reading live");
  const std::vector<std::string_view> lines = split(*text, '\n');
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {  // what follows the last line end was cut
    Result<Value> line = parse_json(lines[i]);
    if (!line || !fold_line(*line, state, changes)) return damaged(path_, i + 1);
  }
  return changes;
}

}  // namespace dac::planner
