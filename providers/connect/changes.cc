#include "providers/connect/changes.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "providers/connect/config.h"
#include "providers/connect/worker.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::connect {
namespace {

using providers::Action;
using providers::Operation;

constexpr const char* kRestart = "/restart?includeTasks=true&onlyFailed=true";

constexpr std::array<Move, 3> kMoves = {Move{"running", "PUT", "/resume"}, Move{"paused", "PUT", "/pause"},
                                        Move{"stopped", "PUT", "/stop"}};

/// Whether two values can be held against each other: not what is secret here, or hidden there.
bool is_told(const Value& wanted, const Value& live) { return wanted.as_secret() == nullptr && !live.is_unknown(); }

/// Whether some of the wanted values cannot be held against the live ones.
bool has_untold(const Operation& operation) {
  const Value* wanted = operation.after.get("config");
  const Value* live = operation.before.get("config");
  if (wanted == nullptr || wanted->as_map() == nullptr || live == nullptr) return false;
  return std::ranges::any_of(*wanted->as_map(), [&](const MapEntry& entry) {
    const Value* was = live->get(entry.first);
    return was != nullptr && !is_told(entry.second, *was);
  });
}

/// Entries that are seen to differ.
std::vector<std::string> changed_entries(const Operation& operation) {
  std::vector<std::string> names;
  const auto differs = [&](const Value& before, const Value& after, const std::string& name) {
    const Value* was = before.get(name);
    const Value* now = after.get(name);
    if (now == nullptr || (was != nullptr && !is_told(*now, *was))) return false;
    return now->is_null() ? was != nullptr : was == nullptr || *was != *now;
  };
  if (differs(operation.before, operation.after, "class")) names.emplace_back(kClass);
  if (differs(operation.before, operation.after, "tasksMax")) names.emplace_back(kTasksMax);
  const Value* after = operation.after.get("config");
  const Value* before = operation.before.get("config");
  if (after == nullptr || after->as_map() == nullptr) return names;
  for (const auto& [name, value] : *after->as_map())
    if (before == nullptr || differs(*before, *after, name)) names.push_back(name);
  return names;
}

/// Entries that name the place of a connector's offsets: with another one it begins anew.
struct Place {
  std::string_view class_prefix;
  std::string_view entry;
};
constexpr std::array<Place, 3> kPlaces = {Place{"io.debezium.", "topic.prefix"},
                                          Place{"io.debezium.", "database.server.name"},
                                          Place{"", "offsets.storage.topic"}};

}  // namespace

std::optional<Move> move_between(const std::string& from, const std::string& to) {
  if (to.empty() || from == to) return std::nullopt;
  if (to == "running" && from == "failed") return Move{to, "POST", kRestart};
  const auto* move = std::ranges::find(kMoves, std::string_view(to), &Move::to);
  return move == kMoves.end() ? std::nullopt : std::optional(*move);
}

bool changes_config(const Operation& operation) {
  if (is_removal(operation)) return false;
  return is_new(operation) || has_untold(operation) || !changed_entries(operation).empty();
}

bool is_literal(const Value& value) {
  const std::string* text = value.as_string();
  return text != nullptr && !text->empty() && text->find("${") == std::string::npos;
}

std::vector<std::string> describe_change(const Operation& operation) {
  const std::string& name = operation.key.name;
  std::vector<std::string> lines;
  const auto line = [&](std::string_view method, std::string_view what) {
    lines.push_back(fmt::format("{} {}", method, connector_path(name, what)));
  };
  if (is_removal(operation)) {
    if (operation.for_good) {
      line("PUT", "/stop");
      line("DELETE", "/offsets");
    }
    line("DELETE", "");
    return lines;
  }
  if (is_new(operation)) {
    lines.push_back(fmt::format("POST /connectors {}", name));
    return lines;
  }
  if (operation.action == Action::kAdopt || operation.action == Action::kForget) return lines;
  const auto entries = changed_entries(operation);
  const auto move = move_between(state_of(operation.before), state_of(operation.after));
  if (!entries.empty() || !move) line("PUT", "/config");
  if (!entries.empty()) lines.back() += ": " + join(entries, ", ");
  if (move) line(move->method, move->call);
  return lines;
}

std::vector<providers::RiskNote> risks_of(const Operation& operation) {
  std::vector<providers::RiskNote> notes;
  if (operation.action != Action::kUpdate) return notes;
  const std::string connector_class = operation.before.get_string("class");
  for (const std::string& entry : changed_entries(operation)) {
    const bool is_class = entry == kClass;
    const auto* place = std::ranges::find_if(kPlaces, [&](const Place& known) {
      return known.entry == entry && connector_class.starts_with(known.class_prefix);
    });
    const bool begins_anew = is_class || place != kPlaces.end();
    const std::string path = is_class             ? "spec.class"
                             : entry == kTasksMax ? "spec.tasksMax"
                                                  : fmt::format("spec.config[\"{}\"]", entry);
    notes.push_back(
        {.code = begins_anew ? codes::kConnectorAnew : codes::kConnectorRestarts,
         .risk = begins_anew ? providers::Risk::kReprocess : providers::Risk::kRestart,
         .path = path,
         .message = begins_anew ? fmt::format("connector '{}' has its offsets by {}: with another one it begins anew",
                                              operation.key.name, entry)
                                : fmt::format("connector '{}' restarts", operation.key.name),
         .help = begins_anew ? "what it wrote already it may write a second time" : ""});
    if (begins_anew) std::swap(notes.front(), notes.back());
  }
  const std::string from = state_of(operation.before);
  const std::string to = operation.after.get_string("state");
  if (!to.empty() && to != from && to != "running")
    notes.push_back({.code = codes::kConnectorHalts,
                     .risk = providers::Risk::kRestart,
                     .path = "spec.state",
                     .message = fmt::format("connector '{}' is {}: nothing passes through it until it runs again",
                                            operation.key.name, to),
                     .help = {}});
  return notes;
}

}  // namespace dac::connect
