#include "planner/apply/compare.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/value/json.h"

namespace dac::planner {
namespace {

using Difference = std::optional<std::string>;

Difference compare(const Value& wanted, const Value* live, const std::string& path);

bool is_named(const Value& value) { return value.get("name") != nullptr && value.get("name")->as_string() != nullptr; }

std::string under(const std::string& path, const std::string& key) {
  if (path.empty()) return key;
  return key.find('.') == std::string::npos ? path + "." + key : path + "[" + json_quote(key) + "]";
}

std::string shown(const Value* value) { return value == nullptr || value->is_null() ? "not set" : to_json(*value); }

const Value* find_named(const List& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Value& item) { return item.get_string("name") == name; });
  return found == list.end() ? nullptr : &*found;
}

Difference compare_lists(const List& wanted, const Value* live, const std::string& path) {
  const List* there = live == nullptr ? nullptr : live->as_list();
  if (there == nullptr) {
    if (wanted.empty() && (live == nullptr || live->is_null())) return std::nullopt;
    return fmt::format("{} is {}, wanted {}", path, shown(live), to_json(Value(wanted)));
  }
  if (!wanted.empty() && std::all_of(wanted.begin(), wanted.end(), is_named)) {
    for (const Value& item : wanted) {
      const std::string name = item.get_string("name");
      const Value* found = find_named(*there, name);
      const std::string at = fmt::format("{}[name={}]", path, json_quote(name));
      if (found == nullptr) return at + " is not there";
      if (Difference difference = compare(item, found, at)) return difference;
    }
    return std::nullopt;
  }
  if (wanted.size() != there->size())
    return fmt::format("{} is {}, wanted {}", path, shown(live), to_json(Value(wanted)));
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (Difference difference = compare(wanted[i], &(*there)[i], fmt::format("{}[{}]", path, i))) return difference;
  return std::nullopt;
}

Difference compare(const Value& wanted, const Value* live, const std::string& path) {
  if (wanted.is_null() || wanted.is_unknown() || wanted.as_secret() != nullptr) return std::nullopt;
  if (const Map* map = wanted.as_map()) {
    for (const auto& [key, value] : *map) {
      if (key == "renamedFrom") continue;  // says where a column comes from; no system keeps it
      if (Difference difference = compare(value, live == nullptr ? nullptr : live->get(key), under(path, key)))
        return difference;
    }
    return std::nullopt;
  }
  if (const List* list = wanted.as_list()) return compare_lists(*list, live, path);
  // What a system hides is not known to differ.
  if (live != nullptr && (*live == wanted || live->is_unknown())) return std::nullopt;
  return fmt::format("{} is {}, wanted {}", path.empty() ? "it" : path, shown(live), to_json(wanted));
}

bool is_set(const Value* value) { return value != nullptr && !value->is_null(); }

Difference compare_moved(const Value& shape, const Value* before, const Value* live, const std::string& path) {
  if (shape.is_unknown() || shape.as_secret() != nullptr) return std::nullopt;
  const bool has_entries = (before == nullptr || before->as_map() != nullptr || before->is_null()) &&
                           (live == nullptr || live->as_map() != nullptr || live->is_null());
  if (const Map* map = shape.as_map(); map != nullptr && has_entries) {
    for (const auto& [key, value] : *map) {
      const auto of = [&](const Value* in) { return in == nullptr ? nullptr : in->get(key); };
      if (Difference difference = compare_moved(value, of(before), of(live), under(path, key))) return difference;
    }
    return std::nullopt;
  }
  const bool as_before = is_set(before) ? is_set(live) && *before == *live : !is_set(live);
  const bool as_wanted = is_set(live) ? *live == shape : shape.is_null();
  if (as_before || as_wanted) return std::nullopt;
  return fmt::format("{} is {}, was {}", path.empty() ? "it" : path, shown(live), shown(before));
}

}  // namespace

std::optional<std::string> find_move(const Value& shape, const Value& before, const Value& live) {
  return compare_moved(shape, &before, &live, "");
}

std::optional<std::string> find_difference(const Value& wanted, const Value& live) {
  return compare(wanted, &live, "");
}

std::optional<std::string> find_difference(const Value& wanted, const providers::Live& live) {
  if (Difference difference = compare(wanted, &live.fields, "")) return difference;
  const Value* config = wanted.get("config");
  const Value* there = live.fields.get("config");
  if (config == nullptr || config->as_map() == nullptr || there == nullptr) return std::nullopt;
  for (const auto& [name, value] : *config->as_map()) {
    const Value* entry = value.is_null() ? there->get(name) : nullptr;
    if (entry == nullptr || entry->is_null()) continue;
    if (std::find(live.defaults.begin(), live.defaults.end(), name) == live.defaults.end())
      return fmt::format("{} is {}, wanted its default", under("config", name), shown(entry));
  }
  return std::nullopt;
}

Value fill_unknown(const Value& wanted, const Value& live) {
  if (wanted.is_unknown()) return live;
  const Map* map = wanted.as_map();
  if (map == nullptr) return wanted;
  Map filled;
  filled.reserve(map->size());
  for (const auto& [key, value] : *map) {
    const Value* there = live.get(key);
    filled.set(key, there == nullptr ? value : fill_unknown(value, *there));
  }
  return filled;
}

}  // namespace dac::planner
