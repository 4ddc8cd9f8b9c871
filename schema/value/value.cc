#include "schema/value/value.h"

#include <algorithm>

#include "schema/value/secret_text.h"

namespace dac {

std::vector<std::string> Secret::names() const {
  std::vector<std::string> names;
  for (SecretPart& part : parts_of(*this))
    if (part.is_secret) names.push_back(std::move(part.text));
  return names;
}

const Value* Map::find(std::string_view key) const {
  for (const Entry& entry : entries_)
    if (entry.first == key) return &entry.second;
  return nullptr;
}

Value* Map::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));  // NOLINT(*-const-cast)
}

Value& Map::set(std::string key, Value value) {
  if (Value* found = find(key)) return *found = std::move(value);
  entries_.emplace_back(std::move(key), std::move(value));
  return entries_.back().second;
}

Value& Map::operator[](std::string_view key) {
  if (Value* found = find(key)) return *found;
  entries_.emplace_back(std::string(key), Value());
  return entries_.back().second;
}

bool Map::erase(std::string_view key) {
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; }) > 0;
}

void Map::sort_keys() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.first < b.first; });
}

bool operator==(const Map& a, const Map& b) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.begin(), a.end(), [&](const Map::Entry& entry) {
    const Value* other = b.find(entry.first);
    return other != nullptr && *other == entry.second;
  });
}

const Value* Value::get(std::string_view key) const {
  const Map* map = as_map();
  return map == nullptr ? nullptr : map->find(key);
}

std::string Value::get_string(std::string_view key, std::string_view fallback) const {
  const Value* value = get(key);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? std::string(fallback) : *text;
}

std::int64_t Value::get_int(std::string_view key, std::int64_t fallback) const {
  const Value* value = get(key);
  const std::int64_t* number = value == nullptr ? nullptr : value->as_int();
  return number == nullptr ? fallback : *number;
}

bool Value::get_bool(std::string_view key, bool fallback) const {
  const Value* value = get(key);
  const bool* flag = value == nullptr ? nullptr : value->as_bool();
  return flag == nullptr ? fallback : *flag;
}

}  // namespace dac
