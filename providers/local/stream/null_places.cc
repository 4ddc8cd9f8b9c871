#include "providers/local/stream/null_places.h"

#include <fmt/format.h>
#include <functional>

#include "providers/local/names.h"

namespace dac::local::stream {
namespace {

using schema::ColumnKind;
using schema::ColumnType;
using schema::Shape;
using schema::ShapeKind;

/// The one shape that a value which is no null has; nullptr where there are several.
const Shape* sole_shape(const Shape& shape) {
  if (shape.kind != ShapeKind::kUnion) return &shape;
  const Shape* sole = nullptr;
  for (const Shape* branch : shape.children) {
    if (branch->kind == ShapeKind::kNull) continue;
    if (sole != nullptr) return nullptr;
    sole = branch;
  }
  return sole;
}

/// A value inside a column: how it is called, and its SQL.
struct Place {
  std::string path;
  std::string sql;
};

/// A condition on a part of a value as one on the whole.
using Whole = std::function<std::string(const std::string& condition)>;

class Finder {
 public:
  Finder(std::string column, std::vector<NullPlace>& found) : column_(std::move(column)), found_(found) {}

  /// `value` is the SQL of a value that is no null, of `type`: a record inside itself is json there and ends the walk.
  void look_into(const Place& value, const ColumnType& type, const Shape& shape, const Whole& whole) {
    const Shape* sole = sole_shape(shape);
    if (sole == nullptr) return;
    if (type.kind == ColumnKind::kStruct) {
      for (std::size_t i = 0; i < type.children.size() && i < sole->fields.size(); ++i) {
        const schema::ShapeField& field = sole->fields[i];
        const Place part{value.path + "." + field.name, fmt::format("{}.{}", value.sql, quoted(type.names[i]))};
        const bool must = field.is_required && !schema::is_nullable(*field.shape);
        look_at({part, must}, type.children[i], *field.shape, [&](const std::string& condition) {
          return whole(fmt::format("({} IS NOT NULL AND {})", value.sql, condition));
        });
      }
    } else if ((type.kind == ColumnKind::kArray || type.kind == ColumnKind::kMap) && !sole->children.empty()) {
      const Shape* element = sole->children.front();
      const std::string name = fmt::format("dac_x{}", depth_++);
      const std::string items = type.kind == ColumnKind::kMap ? fmt::format("map_values({})", value.sql) : value.sql;
      look_at({{value.path + "[]", name}, !schema::is_nullable(*element)}, type.children.front(), *element,
              [&](const std::string& condition) {
                return whole(fmt::format("len(list_filter({}, lambda {}: {})) > 0", items, name, condition));
              });
    }
  }

 private:
  struct Part {
    Place value;
    bool must_be_there;
  };

  void look_at(const Part& part, const ColumnType& type, const Shape& shape, const Whole& whole) {
    if (part.must_be_there) found_.push_back({column_, part.value.path, whole(part.value.sql + " IS NULL")});
    look_into(part.value, type, shape, whole);
  }

  std::string column_;
  std::vector<NullPlace>& found_;
  int depth_ = 0;
};

}  // namespace

std::vector<NullPlace> null_places(const std::string& name, const Shape& shape) {
  std::vector<NullPlace> found;
  Finder(name, found)
      .look_into({name, quoted(name)}, schema::shape_column_type(shape), shape,
                 [](const std::string& condition) { return condition; });
  return found;
}

}  // namespace dac::local::stream
