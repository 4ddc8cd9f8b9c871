#include "planner/ledger/encode.h"

namespace dac::planner {
namespace {

bool looks_special(const Map& map) {
  if (map.size() != 1) return false;
  const std::string& key = map.begin()->first;
  return key == "secret" || key == "unknown" || key == "map";
}

Value one(std::string_view key, Value value) {
  Map map;
  map.set(std::string(key), std::move(value));
  return map;
}

Value store_secret(const Secret& secret) {
  const std::vector<std::string> names = secret.names();
  if (names.size() == 1 && secret.text == "${secret." + names.front() + "}") return one("secret", names.front());
  return one("secret", one("text", secret.text));
}

/// Absent where it would say nothing: most objects have no outputs and no private part.
void put(Map& map, std::string_view key, const Value& value) {
  if (!value.is_null()) map.set(std::string(key), to_stored(value));
}
void put(Map& map, std::string_view key, const std::string& text) {
  if (!text.empty()) map.set(std::string(key), text);
}
void put(Map& map, std::string_view key, bool flag) {
  if (flag) map.set(std::string(key), true);
}

std::string take_text(Map& map, std::string_view key) {
  Value* value = map.find(key);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? std::string() : *text;
}
std::vector<std::string> take_texts(Map& map, std::string_view key) {
  std::vector<std::string> texts;
  const Value* value = map.find(key);
  const List* list = value == nullptr ? nullptr : value->as_list();
  if (list == nullptr) return texts;
  for (const Value& item : *list)
    if (item.as_string() != nullptr) texts.push_back(*item.as_string());
  return texts;
}
bool flag_of(const Map& map, std::string_view key) {
  const Value* value = map.find(key);
  return value != nullptr && value->as_bool() != nullptr && *value->as_bool();
}
Value take_value(Map& map, std::string_view key) {
  Value* value = map.find(key);
  return value == nullptr ? Value() : from_stored(std::move(*value));
}

Value store_object(const OwnedObject& object) {
  Map map;
  map.reserve(9);
  put(map, "kind", object.key.kind);
  put(map, "name", object.key.name);
  put(map, "identity", object.identity);
  put(map, "applied", object.applied);
  put(map, "outputs", object.outputs);
  put(map, "private", object.private_part);
  put(map, "shared", object.shared);
  put(map, "used", object.used);
  if (!object.secrets.empty()) map.set("secrets", store_texts(object.secrets));
  return map;
}

std::optional<OwnedObject> load_object(Value& stored) {
  Map* map = stored.as_map();
  if (map == nullptr) return std::nullopt;
  OwnedObject object;
  object.key = {take_text(*map, "kind"), take_text(*map, "name")};
  if (object.key.kind.empty()) return std::nullopt;
  object.identity = take_text(*map, "identity");
  object.applied = take_value(*map, "applied");
  object.outputs = take_value(*map, "outputs");
  object.private_part = take_value(*map, "private");
  object.shared = flag_of(*map, "shared");
  object.used = flag_of(*map, "used");
  object.secrets = load_texts(map->find("secrets"));
  return object;
}

}  // namespace

Value to_stored(const Value& value) {
  if (const Secret* secret = value.as_secret()) return store_secret(*secret);
  if (value.is_unknown()) return one("unknown", true);
  if (const List* list = value.as_list()) {
    List stored;
    stored.reserve(list->size());
    for (const Value& item : *list) stored.push_back(to_stored(item));
    return stored;
  }
  if (const Map* map = value.as_map()) {
    Map stored;
    stored.reserve(map->size());
    for (const auto& [key, item] : *map) stored.set(key, to_stored(item));
    if (looks_special(*map)) return one("map", std::move(stored));
    return stored;
  }
  return value;
}

Value from_stored(Value stored) {
  if (List* list = stored.as_list()) {
    for (Value& item : *list) item = from_stored(std::move(item));
    return stored;
  }
  Map* map = stored.as_map();
  if (map == nullptr) return stored;
  if (looks_special(*map)) {
    auto& [key, content] = *map->begin();
    if (key == "unknown") return Unknown{};
    if (key == "secret")
      return content.as_string() != nullptr ? Secret{"${secret." + *content.as_string() + "}"}
                                            : Secret{content.get_string("text")};
    Value inner = std::move(content);
    stored = std::move(inner);
    map = stored.as_map();
    if (map == nullptr) return stored;
  }
  for (auto& [key, item] : *map) item = from_stored(std::move(item));
  return stored;
}

Value store_owned(const Owned& owned) {
  Map map;
  map.reserve(5);
  put(map, "resource", owned.resource);
  put(map, "target", owned.target);
  put(map, "owner", owned.owner);
  put(map, "protected", owned.is_protected);
  List objects;
  objects.reserve(owned.objects.size());
  for (const OwnedObject& object : owned.objects) objects.push_back(store_object(object));
  map.set("objects", std::move(objects));
  if (!owned.needs.empty()) map.set("needs", List(owned.needs.begin(), owned.needs.end()));
  put(map, "made_by", owned.made_by);
  return map;
}

std::optional<Owned> load_owned(Value stored) {
  Map* map = stored.as_map();
  if (map == nullptr) return std::nullopt;
  Owned owned{.resource = take_text(*map, "resource"),
              .target = take_text(*map, "target"),
              .owner = take_text(*map, "owner"),
              .is_protected = flag_of(*map, "protected"),
              .objects = {},
              .needs = take_texts(*map, "needs"),
              .made_by = take_text(*map, "made_by")};
  if (owned.resource.empty() || owned.target.empty()) return std::nullopt;
  Value* objects = map->find("objects");
  List* list = objects == nullptr ? nullptr : objects->as_list();
  if (list == nullptr) return owned;
  owned.objects.reserve(list->size());
  for (Value& item : *list) {
    std::optional<OwnedObject> object = load_object(item);
    if (!object) return std::nullopt;
    owned.objects.push_back(std::move(*object));
  }
  return owned;
}

Value store_change(const OwnershipChange& change) {
  Map map;
  put(map, "step", change.step);
  put(map, "gone", change.gone);
  put(map, "approval", change.approval);
  map.set("owned", store_owned(change.owned));
  return map;
}

std::optional<OwnershipChange> load_change(Value stored) {
  Map* map = stored.as_map();
  Value* owned_value = map == nullptr ? nullptr : map->find("owned");
  if (owned_value == nullptr) return std::nullopt;
  std::optional<Owned> owned = load_owned(std::move(*owned_value));
  if (!owned) return std::nullopt;
  return OwnershipChange{.step = take_text(*map, "step"),
                         .gone = flag_of(*map, "gone"),
                         .owned = std::move(*owned),
                         .approval = take_text(*map, "approval")};
}

Value store_provenance(const Provenance& provenance) {
  Map map;
  put(map, "user", provenance.user);
  put(map, "host", provenance.host);
  put(map, "commit", provenance.commit);
  put(map, "author", provenance.author);
  put(map, "dirty", provenance.dirty);
  put(map, "ci_run", provenance.ci_run);
  return map;
}

Provenance load_provenance(const Value& stored) {
  return {.user = stored.get_string("user"),
          .host = stored.get_string("host"),
          .commit = stored.get_string("commit"),
          .author = stored.get_string("author"),
          .dirty = stored.get_bool("dirty"),
          .ci_run = stored.get_string("ci_run")};
}

Value store_texts(const std::map<std::string, std::string>& texts) {
  Map map;
  for (const auto& [name, text] : texts) map.set(name, text);
  return map;
}

std::map<std::string, std::string> load_texts(const Value* stored) {
  std::map<std::string, std::string> texts;
  const Map* map = stored == nullptr ? nullptr : stored->as_map();
  if (map == nullptr) return texts;
  for (const auto& [name, text] : *map)
    if (text.as_string() != nullptr) texts[name] = *text.as_string();
  return texts;
}

}  // namespace dac::planner
