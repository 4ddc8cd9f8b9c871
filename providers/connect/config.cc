#include "providers/connect/config.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "schema/value/json.h"

namespace dac::connect {
namespace {

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

/// A worker keeps texts.
Value as_text(const Value& value) {
  if (value.is_null() || value.is_unknown() || value.as_string() != nullptr || value.as_secret() != nullptr)
    return value;
  return {to_json(value), value.origin()};
}

void overlay(Map& config, const Value& fields) {
  if (const Value* type = fields.get("class")) config.set(std::string(kClass), *type);
  if (const Value* most = fields.get("tasksMax")) config.set(std::string(kTasksMax), as_text(*most));
  const Value* entries = fields.get("config");
  if (entries == nullptr || entries->as_map() == nullptr) return;
  for (const auto& [name, value] : *entries->as_map()) {
    if (value.is_null())
      config.erase(name);
    else
      config.set(name, as_text(value));
  }
}

}  // namespace

bool is_masked(const Value& value) {
  const std::string* text = value.as_string();
  if (text == nullptr) return false;
  return *text == "[hidden]" || (text->size() >= 3 && text->find_first_not_of('*') == std::string::npos);
}

Value canonical_fields(const Value& spec) {
  Map fields;
  for (const std::string_view name : {"class", "tasksMax", "state"})
    if (const Value* value = spec.get(name)) fields.set(std::string(name), *value);
  const Value* entries = spec.get("config");
  if (entries == nullptr || entries->as_map() == nullptr) return fields;
  Map config;
  for (const auto& [name, value] : *entries->as_map())
    if (name != kName && name != kClass && name != kTasksMax) config.set(name, as_text(value));
  fields.set("config", Value(std::move(config), entries->origin()));
  return fields;
}

Map fields_of_config(const Value& config) {
  Map fields;
  Map entries;
  if (config.as_map() == nullptr) return fields;
  for (const auto& [name, value] : *config.as_map()) {
    if (name == kName || value.is_null()) continue;
    const std::string* text = value.as_string();
    if (name == kClass)
      fields.set("class", value);
    else if (const auto most = name == kTasksMax && text != nullptr ? number_of(*text) : std::nullopt)
      fields.set("tasksMax", *most);
    else
      entries.set(name, is_masked(value) ? Value(Unknown{}) : as_text(value));
  }
  entries.sort_keys();
  fields.set("config", std::move(entries));
  return fields;
}

Map config_of_fields(std::string_view name, const Value& declared, const Value& live) {
  Map config;
  config.set(std::string(kName), name);
  overlay(config, live);
  overlay(config, declared);
  return config;
}

}  // namespace dac::connect
