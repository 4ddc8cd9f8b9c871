// Avro's schema language: https://avro.apache.org/docs/1.11.1/specification/

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <unordered_set>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/schema_builder.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

constexpr std::array<std::pair<std::string_view, ShapeKind>, 8> kPrimitives = {{
    {"null", ShapeKind::kNull},
    {"boolean", ShapeKind::kBool},
    {"int", ShapeKind::kInt},
    {"long", ShapeKind::kLong},
    {"float", ShapeKind::kFloat},
    {"double", ShapeKind::kDouble},
    {"bytes", ShapeKind::kBytes},
    {"string", ShapeKind::kString},
}};

struct LogicalType {
  std::string_view name;
  ShapeKind on;
  ShapeKind becomes;
};
// decimal, and uuid and duration on a fixed, are read by hand.
constexpr LogicalType kLogicalTypes[] = {
    {"uuid", ShapeKind::kString, ShapeKind::kUuid},
    {"date", ShapeKind::kInt, ShapeKind::kDate},
    {"time-millis", ShapeKind::kInt, ShapeKind::kTimeMillis},
    {"time-micros", ShapeKind::kLong, ShapeKind::kTimeMicros},
    {"timestamp-millis", ShapeKind::kLong, ShapeKind::kTimestampMillis},
    {"timestamp-micros", ShapeKind::kLong, ShapeKind::kTimestampMicros},
    {"local-timestamp-millis", ShapeKind::kLong, ShapeKind::kTimestampMillis},
    {"local-timestamp-micros", ShapeKind::kLong, ShapeKind::kTimestampMicros},
};

constexpr std::int64_t kMaxPrecision = 38;  // of a column
constexpr std::int64_t kMaxFixed = 1 << 20;

std::optional<ShapeKind> primitive(std::string_view name) {
  for (const auto& [text, kind] : kPrimitives)
    if (text == name) return kind;
  return std::nullopt;
}

bool is_simple_name(std::string_view name) {
  const auto is_start = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_start(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_start(c) || (c >= '0' && c <= '9'); });
}

bool is_dotted_name(std::string_view name) {
  const std::vector<std::string_view> parts = split(name, '.');
  return std::all_of(parts.begin(), parts.end(), is_simple_name);
}

std::string_view namespace_of(std::string_view full_name) {
  const std::size_t dot = full_name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : full_name.substr(0, dot);
}

std::string qualify(std::string_view name, std::string_view space) {
  if (space.empty() || name.find('.') != std::string_view::npos) return std::string(name);
  return std::string(space) + "." + std::string(name);
}

int line_of(const Value& value) { return static_cast<int>(value.origin().line); }

class AvroReader {
 public:
  ReadSchema run(const Value& json, std::span<const NamedJson> references) {
    build_.set_quiet(true);
    for (const NamedJson& reference : references) read(reference.json, "");
    build_.set_quiet(false);
    const Shape* root = read(json, "");
    build_.check_defaults("field");
    return build_.take(root);
  }

 private:
  Shape& make(ShapeKind kind, const Value& at) { return build_.make(kind, at); }

  /// What stands for a type that could not be read, so that reading goes on.
  Shape* problem(Code code, const Value& at, std::string message, std::string help) {
    build_.problem(code, at, std::move(message), std::move(help));
    return &make(ShapeKind::kAny, at);
  }

  Shape* read(const Value& json, std::string_view space) {
    if (const std::string* name = json.as_string()) return read_name(*name, json, space);
    if (json.as_list() != nullptr) return read_union(json, space);
    if (json.as_map() != nullptr) return read_complex(json, space);
    return problem(codes::kAvroBadAttribute, json, "expected a type, found " + found_phrase(json),
                   "a type is a name, an object with \"type\", or a list of types");
  }

  Shape* read_name(const std::string& name, const Value& at, std::string_view space) {
    if (const auto kind = primitive(name)) return &make(*kind, at);
    for (const std::string& full : {qualify(name, space), name}) {
      const auto found = named_.find(full);
      if (found != named_.end()) return found->second;
    }
    std::vector<std::string_view> candidates;
    for (const auto& [text, kind] : kPrimitives) candidates.push_back(text);
    for (const auto& [text, shape] : named_) candidates.push_back(text);
    std::string help = did_you_mean(name, candidates);
    const bool is_logical =
        name == "decimal" || std::any_of(std::begin(kLogicalTypes), std::end(kLogicalTypes),
                                         [&](const LogicalType& type) { return type.name == name; });
    if (is_logical) help = "write it as \"logicalType\" of an object whose \"type\" is the type it stands on";
    if (help.empty())
      help =
          "define a named type before its use, or list the Schema that defines it under 'references'; primitive types "
          "are null, boolean, int, long, float, double, bytes, string";
    return problem(codes::kAvroUnknownType, at, "there is no type " + json_quote(name), std::move(help));
  }

  Shape* read_union(const Value& json, std::string_view space) {
    Shape& shape = make(ShapeKind::kUnion, json);
    if (json.as_list()->empty())
      return problem(codes::kAvroBadUnion, json, "a union without branches", "list the types that it may hold");
    std::unordered_set<std::string> seen;
    for (const Value& item : *json.as_list()) {
      const Shape* branch = read(item, space);
      if (branch->kind == ShapeKind::kUnion) {
        problem(codes::kAvroBadUnion, item, "a union inside a union", "write one flat list");
        continue;
      }
      const std::string name = branch_name(*branch);
      if (branch->kind != ShapeKind::kAny && !seen.insert(name).second)
        problem(codes::kAvroBadUnion, item, "a union has " + name + " twice",
                "keep one, or put each in a record of its own name");
      shape.children.push_back(branch);
    }
    return &shape;
  }

  /// What two branches of a union may not share: the name of a named type, else the type below a logical one.
  static std::string branch_name(const Shape& shape) {
    if (!shape.name.empty()) return shape.name;
    if (shape.kind == ShapeKind::kArray) return "array";
    if (shape.kind == ShapeKind::kMap) return "map";
    if (shape.kind == ShapeKind::kDecimal) return "bytes";
    const auto* logical = std::find_if(std::begin(kLogicalTypes), std::end(kLogicalTypes),
                                       [&](const LogicalType& type) { return type.becomes == shape.kind; });
    const ShapeKind written = logical == std::end(kLogicalTypes) ? shape.kind : logical->on;
    for (const auto& [text, kind] : kPrimitives)
      if (kind == written) return std::string(text);
    return "";
  }

  Shape* read_complex(const Value& json, std::string_view space) {
    const Value* type = json.get("type");
    if (type == nullptr)
      return problem(codes::kAvroBadAttribute, json, "a type without \"type\"",
                     "add \"type\": record, enum, array, map, fixed or a primitive type");
    const std::string* name = type->as_string();
    if (name == nullptr) return read(*type, space);  // {"type": {...}}
    if (*name == "record" || *name == "error") return read_record(json, space);
    if (*name == "enum") return read_enum(json, space);
    if (*name == "fixed") return read_fixed(json, space);
    if (*name == "array") return read_container(json, space, ShapeKind::kArray, "items");
    if (*name == "map") return read_container(json, space, ShapeKind::kMap, "values");
    Shape* shape = read_name(*name, *type, space);
    if (primitive(*name)) read_logical(*shape, json);
    return shape;
  }

  void read_logical(Shape& shape, const Value& json) {
    const Value* logical = json.get("logicalType");
    const std::string* name = logical == nullptr ? nullptr : logical->as_string();
    if (name == nullptr) return;
    if (*name == "decimal") return read_decimal(shape, json);
    const bool is_on_fixed = shape.kind == ShapeKind::kFixed;
    if (is_on_fixed && ((*name == "duration" && shape.size == 12) || (*name == "uuid" && shape.size == 16))) return;
    bool is_known = *name == "duration";
    for (const LogicalType& type : kLogicalTypes) {
      if (type.name != *name) continue;
      is_known = true;
      if (type.on != shape.kind) continue;
      shape.kind = type.becomes;
      return;
    }
    // Avro ignores logical types that it does not know.
    if (is_known) ignore_logical(*logical, *name, "does not fit the type it stands on");
  }

  void read_decimal(Shape& shape, const Value& json) {
    const Value& logical = *json.get("logicalType");
    const std::int64_t precision = json.get_int("precision");
    const std::int64_t scale = json.get_int("scale");
    const bool is_bytes = shape.kind == ShapeKind::kBytes || shape.kind == ShapeKind::kFixed;
    if (!is_bytes) return ignore_logical(logical, "decimal", "stands on bytes or fixed only");
    if (precision < 1 || scale < 0 || scale > precision)
      return ignore_logical(logical, "decimal", "needs a precision of at least 1 and a scale between 0 and it");
    if (precision > kMaxPrecision) return ignore_logical(logical, "decimal", "is kept as bytes over a precision of 38");
    shape.kind = ShapeKind::kDecimal;
    shape.precision = static_cast<int>(precision);
    shape.scale = static_cast<int>(scale);
  }

  void ignore_logical(const Value& at, std::string_view name, std::string_view why) {
    problem(codes::kAvroLogicalIgnored, at, fmt::format("the logical type {} is ignored: it {}", name, why),
            "mend it, or take \"logicalType\" away");
  }

  Shape* read_container(const Value& json, std::string_view space, ShapeKind kind, std::string_view attribute) {
    Shape& shape = make(kind, json);
    const Value* element = json.get(attribute);
    if (element == nullptr)
      return problem(codes::kAvroBadAttribute, json,
                     fmt::format("{} without \"{}\"", kind == ShapeKind::kArray ? "an array" : "a map", attribute),
                     fmt::format("add \"{}\" with the type of what it holds", attribute));
    shape.children.push_back(read(*element, space));
    return &shape;
  }

  /// Name, namespace and aliases of a record, an enum or a fixed; false where it has no usable name.
  bool read_identity(Shape& shape, const Value& json, std::string_view space) {
    const Value* name = json.get("name");
    const std::string* text = name == nullptr ? nullptr : name->as_string();
    const std::string type = json.get_string("type");
    if (text == nullptr) {
      problem(codes::kAvroBadAttribute, name == nullptr ? json : *name, fmt::format("a type {} without \"name\"", type),
              "give it a name");
      return false;
    }
    const Value* own_space = json.get("namespace");
    if (own_space != nullptr && own_space->as_string() == nullptr)
      problem(codes::kAvroBadAttribute, *own_space, "expected a namespace, found " + found_phrase(*own_space),
              "a namespace is a text");
    const std::string full = qualify(*text, json.get_string("namespace", space));
    if (!is_dotted_name(full) || primitive(full)) {
      problem(
          codes::kAvroBadName, *name, json_quote(full) + " is no name of a type",
          "names are letters, digits and underscores, do not begin with a digit, and are none of the primitive types");
      return false;
    }
    if (!named_.emplace(full, &shape).second) {
      problem(codes::kAvroDuplicateName, *name, "the type " + json_quote(full) + " is defined twice",
              "define it once and use its name from then on");
      return false;
    }
    shape.name = full;
    shape.doc = json.get_string("doc");
    for (const std::string& alias : read_aliases(json)) shape.aliases.push_back(qualify(alias, namespace_of(full)));
    return true;
  }

  std::vector<std::string> read_aliases(const Value& json) {
    std::vector<std::string> aliases;
    const Value* list = json.get("aliases");
    if (list == nullptr) return aliases;
    if (list->as_list() == nullptr) {
      problem(codes::kAvroBadAttribute, *list, "expected a list of aliases, found " + found_phrase(*list),
              "write [\"old_name\"]");
      return aliases;
    }
    for (const Value& item : *list->as_list()) {
      if (item.as_string() != nullptr && is_dotted_name(*item.as_string())) {
        aliases.push_back(*item.as_string());
      } else {
        problem(codes::kAvroBadName, item, "expected an alias, found " + found_phrase(item), "an alias is a name");
      }
    }
    return aliases;
  }

  Shape* read_record(const Value& json, std::string_view space) {
    Shape& shape = make(ShapeKind::kRecord, json);
    read_identity(shape, json, space);
    const Value* fields = json.get("fields");
    if (fields == nullptr || fields->as_list() == nullptr)
      return problem(codes::kAvroBadAttribute, fields == nullptr ? json : *fields,
                     "a record without a list of \"fields\"", "add \"fields\": [{\"name\": ..., \"type\": ...}]");
    std::unordered_set<std::string> seen;
    const std::string inner(shape.name.empty() ? space : namespace_of(shape.name));
    for (const Value& item : *fields->as_list()) {
      if (item.as_map() == nullptr) {
        problem(codes::kAvroBadAttribute, item, "expected a field, found " + found_phrase(item),
                "a field is an object with \"name\" and \"type\"");
        continue;
      }
      const Value* name = item.get("name");
      if (name == nullptr || name->as_string() == nullptr) {
        problem(codes::kAvroBadAttribute, item, "a field without \"name\"", "give it a name");
        continue;
      }
      if (!is_simple_name(*name->as_string()))
        problem(codes::kAvroBadName, *name, json_quote(*name->as_string()) + " is no name of a field",
                "names are letters, digits and underscores, and do not begin with a digit");
      if (!seen.insert(*name->as_string()).second)
        problem(codes::kAvroDuplicateName, *name, "the field " + json_quote(*name->as_string()) + " is defined twice",
                "rename one");
      read_field(shape, item, inner);
    }
    return &shape;
  }

  void read_field(Shape& record, const Value& json, std::string_view space) {
    ShapeField field{.name = json.get_string("name"),
                     .aliases = read_aliases(json),
                     .doc = json.get_string("doc"),
                     .line = line_of(json)};
    const Value* type = json.get("type");
    field.shape = type != nullptr ? read(*type, space)
                                  : problem(codes::kAvroBadAttribute, json,
                                            fmt::format("field \"{}\" without \"type\"", field.name), "give it a type");
    record.fields.push_back(std::move(field));
    if (const Value* value = json.get("default")) build_.add_default(record, *value);
  }

  Shape* read_enum(const Value& json, std::string_view space) {
    Shape& shape = make(ShapeKind::kEnum, json);
    read_identity(shape, json, space);
    const Value* symbols = json.get("symbols");
    if (symbols == nullptr || symbols->as_list() == nullptr)
      return problem(codes::kAvroBadAttribute, symbols == nullptr ? json : *symbols,
                     "an enum without a list of \"symbols\"", "add \"symbols\": [\"A\", \"B\"]");
    for (const Value& item : *symbols->as_list()) {
      if (item.as_string() == nullptr || !is_simple_name(*item.as_string())) {
        problem(codes::kAvroBadName, item, "expected a symbol, found " + found_phrase(item),
                "symbols are letters, digits and underscores, and do not begin with a digit");
        continue;
      }
      if (std::find(shape.symbols.begin(), shape.symbols.end(), *item.as_string()) != shape.symbols.end())
        problem(codes::kAvroDuplicateName, item, "the symbol " + json_quote(*item.as_string()) + " is there twice",
                "remove one");
      shape.symbols.push_back(*item.as_string());
    }
    const Value* fallback = json.get("default");
    if (fallback == nullptr) return &shape;
    const std::string* symbol = fallback->as_string();
    if (symbol == nullptr || std::find(shape.symbols.begin(), shape.symbols.end(), *symbol) == shape.symbols.end())
      problem(codes::kSchemaBadDefault, *fallback,
              fmt::format("default of an enum: expected one of {}, found {}", join(shape.symbols, ", "),
                          found_phrase(*fallback)),
              "the default is one of the symbols");
    else
      shape.default_symbol = *symbol;
    return &shape;
  }

  Shape* read_fixed(const Value& json, std::string_view space) {
    Shape& shape = make(ShapeKind::kFixed, json);
    read_identity(shape, json, space);
    const Value* size = json.get("size");
    const std::int64_t* bytes = size == nullptr ? nullptr : size->as_int();
    if (bytes == nullptr || *bytes < 1 || *bytes > kMaxFixed)
      return problem(codes::kAvroBadAttribute, size == nullptr ? json : *size, "a fixed without a usable \"size\"",
                     "add \"size\": the number of bytes");
    shape.size = static_cast<int>(*bytes);
    read_logical(shape, json);
    return &shape;
  }

  SchemaBuilder build_{CheckMode::kAvroDefault};
  std::map<std::string, Shape*, std::less<>> named_;
};

}  // namespace

ReadSchema read_avro(const Value& json, std::span<const NamedJson> references) {
  return AvroReader().run(json, references);
}

}  // namespace dac::schema
