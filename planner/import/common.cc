#include "planner/import/common.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string_view>

#include "schema/value/json.h"

namespace dac::planner {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"Topic", "Schema", "Connector", "User"};
constexpr std::size_t kFewest = 3;  // drafts that make a custom

/// A map inside of a spec: the spec itself, or its `config`.
using Part = std::function<Map*(Draft&)>;

Map* spec_of(Draft& draft) { return &draft.spec; }

Map* config_of(Draft& draft) {
  Value* config = draft.spec.find("config");
  return config == nullptr ? nullptr : config->as_map();
}

bool is_plain(const std::string& name, const Value& value) {
  return name != "name" && value.as_map() == nullptr && value.as_list() == nullptr;
}

/// The value of each entry that all have, where half of them have the same.
Map common_of(const std::vector<Draft*>& drafts, const Part& part) {
  std::map<std::string, std::map<std::string, std::pair<std::size_t, Value>>> counts;
  for (Draft* draft : drafts) {
    const Map* map = part(*draft);
    if (map == nullptr) return {};
    for (const auto& [name, value] : *map)
      if (is_plain(name, value)) {
        auto& [count, example] = counts[name][to_json(value)];
        ++count;
        example = value;
      }
  }
  Map common;
  for (const auto& [name, values] : counts) {
    std::size_t all = 0;
    const std::pair<std::size_t, Value>* most = nullptr;
    for (const auto& [text, counted] : values) {
      all += counted.first;
      if (most == nullptr || counted.first > most->first) most = &counted;
    }
    if (all == drafts.size() && 2 * most->first >= all) common.append(name, most->second);
  }
  return common;
}

void take_out(const std::vector<Draft*>& drafts, const Part& part, const Map& common) {
  for (Draft* draft : drafts)
    for (const auto& [name, value] : common)
      if (Map* map = part(*draft); *map->find(name) == value) map->erase(name);
}

Value entry_of(std::string_view kind, Map spec) {
  Map match;
  match.append("kind", kind);
  Map entry;
  entry.append("match", std::move(match));
  entry.append("spec", std::move(spec));
  return entry;
}

}  // namespace

bool may_be_common(const schema::Kind& kind) { return std::ranges::find(kKinds, kind.name) != kKinds.end(); }

List take_common(std::vector<Draft>& drafts, const schema::Project& project) {
  List entries;
  for (const std::string_view kind : kKinds) {
    std::vector<Draft*> of_kind;
    for (Draft& draft : drafts)
      if (draft.kind->name == kind) of_kind.push_back(&draft);
    if (of_kind.size() < kFewest || !project.of_kind(kind).empty()) continue;
    Map spec = common_of(of_kind, spec_of);
    take_out(of_kind, spec_of, spec);
    Map config = common_of(of_kind, config_of);
    take_out(of_kind, config_of, config);
    for (Draft* draft : of_kind)
      if (Map* left = config_of(*draft); left != nullptr && left->empty()) draft->spec.erase("config");
    if (!config.empty()) spec.append("config", std::move(config));
    if (!spec.empty()) entries.push_back(entry_of(kind, std::move(spec)));
  }
  return entries;
}

}  // namespace dac::planner
