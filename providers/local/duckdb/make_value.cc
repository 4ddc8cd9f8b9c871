#include "providers/local/duckdb/make_value.h"

#include <vector>

#include "schema/value/json.h"

namespace dac::local::engine {
namespace {

ValueHandle* text(const Api& api, std::string_view value) {
  return api.create_varchar_length(value.data(), value.size());
}

/// Engine values that go when it does.
struct Handles {
  const Api& api;
  std::vector<ValueHandle*> items;

  explicit Handles(const Api& functions) : api(functions) {}
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    for (ValueHandle* item : items) api.destroy_value(&item);
  }
};

ValueHandle* make_list(const Api& api, const ValueType& type, TypeHandle* handle, const List& list) {
  TypeHandle* child = type.id == kArray ? api.array_type_child_type(handle) : api.list_type_child_type(handle);
  Handles values(api);
  for (const Value& item : list) values.items.push_back(make_typed_value(api, type.children[0], child, item));
  ValueHandle* made = type.id == kArray ? api.create_array_value(child, values.items.data(), values.items.size())
                                        : api.create_list_value(child, values.items.data(), values.items.size());
  api.destroy_logical_type(&child);
  return made;
}

ValueHandle* make_struct(const Api& api, const ValueType& type, TypeHandle* handle, const Map& map) {
  Handles values(api);
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    TypeHandle* child = api.struct_type_child_type(handle, i);
    const Value* member = map.find(type.names[i]);
    values.items.push_back(make_typed_value(api, type.children[i], child, member == nullptr ? Value() : *member));
    api.destroy_logical_type(&child);
  }
  return api.create_struct_value(handle, values.items.data());
}

ValueHandle* make_map(const Api& api, const ValueType& type, TypeHandle* handle, const Map& map) {
  TypeHandle* child = api.map_type_value_type(handle);
  Handles keys(api);
  Handles values(api);
  for (const auto& [key, value] : map) {
    keys.items.push_back(text(api, key));
    values.items.push_back(make_typed_value(api, type.children[1], child, value));
  }
  api.destroy_logical_type(&child);
  return api.create_map_value(handle, keys.items.data(), values.items.data(), keys.items.size());
}

}  // namespace

ValueHandle* make_value(const Api& api, const Value& value) {
  if (const bool* flag = value.as_bool()) return api.create_bool(*flag);
  if (const std::int64_t* number = value.as_int()) return api.create_int64(*number);
  if (const double* number = value.as_double()) return api.create_double(*number);
  if (const std::string* words = value.as_string()) return text(api, *words);
  if (value.is_null()) return api.create_null_value();
  return text(api, to_json(value));
}

ValueHandle* make_typed_value(const Api& api, const ValueType& type, TypeHandle* handle, const Value& value) {
  if (type.json && !value.is_null()) return text(api, to_json(value));
  ValueHandle* made = nullptr;
  if (const List* list = value.as_list(); list != nullptr && (type.id == kList || type.id == kArray))
    made = make_list(api, type, handle, *list);
  else if (const Map* map = value.as_map(); map != nullptr && type.id == kStruct)
    made = make_struct(api, type, handle, *map);
  else if (map != nullptr && type.id == kMap)
    made = make_map(api, type, handle, *map);
  return made == nullptr ? make_value(api, value) : made;
}

}  // namespace dac::local::engine
