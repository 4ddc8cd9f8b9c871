#include "planner/diff/leaves.h"

#include <fmt/format.h>

#include "schema/value/json.h"

namespace dac::planner {
namespace {

using schema::Field;
using schema::Type;
using schema::TypeKind;

class Walk {
 public:
  explicit Walk(const LeafVisit& visit) : visit_(visit) {}

  void object(const std::string& path, std::span<const Field> fields, const Map& map) const {
    for (const auto& [name, child] : map) {
      const Field* field = schema::find_field(fields, name);
      value(path + "." + name, field == nullptr ? nullptr : &field->type, field, child);
    }
  }

 private:
  void value(const std::string& path, const Type* type, const Field* field, const Value& value) const {
    const Map* map = value.as_map();
    const List* list = value.as_list();
    if (map != nullptr && !map->empty()) {
      if (type != nullptr && type->kind == TypeKind::kObject) return object(path, type->fields, *map);
      for (const auto& [name, child] : *map)
        this->value(fmt::format("{}[{}]", path, json_quote(name)), type == nullptr ? nullptr : type->element, nullptr,
                    child);
    } else if (list != nullptr && !list->empty()) {
      for (std::size_t i = 0; i < list->size(); ++i)
        this->value(element(path, field, (*list)[i], i), type == nullptr ? nullptr : type->element, nullptr,
                    (*list)[i]);
    } else {
      visit_(path, value);
    }
  }

  static std::string element(const std::string& path, const Field* list, const Value& item, std::size_t index) {
    const std::string name = list == nullptr || list->key.empty() ? std::string() : item.get_string(list->key);
    return name.empty() ? fmt::format("{}[{}]", path, index)
                        : fmt::format("{}[{}={}]", path, list->key, json_quote(name));
  }

  const LeafVisit& visit_;
};

}  // namespace

void visit_leaves(const std::string& path, std::span<const Field> fields, const Value& value, const LeafVisit& visit) {
  if (const Map* map = value.as_map()) Walk(visit).object(path, fields, *map);
}

}  // namespace dac::planner
