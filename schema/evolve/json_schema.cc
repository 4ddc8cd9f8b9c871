// JSON Schema, draft 07 to 2020-12: what describes events. Other keywords are ignored, as the standard says.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/schema_builder.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

constexpr std::array<std::string_view, 7> kTypes = {"array",  "boolean", "integer", "null",
                                                    "number", "object",  "string"};

constexpr int kMaxDepth = 500;

class JsonSchemaReader {
 public:
  JsonSchemaReader(const Value& json, std::span<const NamedJson> references)
      : main_(json), document_(&json), references_(references) {}

  ReadSchema run() {
    const Shape* root = read(main_);
    build_.check_defaults("property");
    return build_.take(root);
  }

 private:
  /// A value, and the text that a local pointer in it means.
  struct Place {
    const Value* value = nullptr;
    const Value* document = nullptr;
  };

  Shape& make(ShapeKind kind, const Value& at) { return build_.make(kind, at); }

  void problem(Code code, const Value& at, std::string message, std::string help) {
    build_.problem(code, at, std::move(message), std::move(help));
  }
  void bad_keyword(const Value& at, std::string_view keyword, std::string_view expected) {
    problem(codes::kJsonSchemaBadKeyword, at,
            fmt::format("\"{}\": expected {}, found {}", keyword, expected, found_phrase(at)),
            "see the JSON Schema standard for the keyword");
  }

  const Shape* read(const Value& json) {
    const auto known = read_.find(&json);
    if (known != read_.end()) return known->second;
    if (depth_ >= kMaxDepth) {
      problem(codes::kJsonSchemaBadReference, json, "$refs lead deeper than 500 schemas", "write a flatter schema");
      return &make(ShapeKind::kAny, json);
    }
    ++depth_;
    const Shape* shape = read_new(json);
    --depth_;
    return shape;
  }

  const Shape* read_new(const Value& json) {
    if (const bool* anything = json.as_bool()) {
      Shape& shape = make(ShapeKind::kAny, json);
      if (!*anything) limits(shape).choices.emplace();
      return &shape;
    }
    if (json.as_map() == nullptr) {
      problem(codes::kJsonSchemaBadKeyword, json, "expected a schema, found " + found_phrase(json),
              "a schema is an object, true or false");
      return &make(ShapeKind::kAny, json);
    }
    if (const Value* reference = json.get("$ref")) return read_reference(*reference);
    return read_types(json);
  }

  const Shape* read_reference(const Value& reference) {
    const std::string* pointer = reference.as_string();
    if (pointer == nullptr) {
      bad_keyword(reference, "$ref", "a text");
      return &make(ShapeKind::kAny, reference);
    }
    Place found{&reference, document_};
    for (int hops = 0; hops < 100; ++hops) {  // a $ref may lead to a $ref
      found = resolve(*pointer, found.document);
      if (found.value == nullptr) break;
      const Value* next = found.value->get("$ref");
      if (next == nullptr || next->as_string() == nullptr) return read_in(found);
      pointer = next->as_string();
    }
    problem(codes::kJsonSchemaBadReference, reference,
            found.value == nullptr ? "the $ref " + json_quote(*reference.as_string()) + " leads nowhere"
                                   : "the $ref " + json_quote(*reference.as_string()) + " leads back to itself",
            "write #/$defs/NAME with a name that is there, or the name of a Schema listed under 'references'");
    return &make(ShapeKind::kAny, reference);
  }

  /// Reads a schema with its own text around it.
  const Shape* read_in(const Place& place) {
    const Value* around = std::exchange(document_, place.document);
    build_.set_quiet(document_ != &main_);
    const Shape* shape = read(*place.value);
    document_ = around;
    build_.set_quiet(document_ != &main_);
    return shape;
  }

  /// The text of a name before '#': this one, or one of the references by its name or its "$id".
  [[nodiscard]] const Value* find_document(std::string_view name, const Value* here) const {
    if (name.empty()) return here;
    for (const NamedJson& reference : references_)
      if (reference.name == name || reference.json.get_string("$id") == name) return &reference.json;
    return main_.get_string("$id") == name ? &main_ : nullptr;
  }

  /// What "#/$defs/Address", "address.json" or "address.json#/$defs/City" leads to.
  [[nodiscard]] Place resolve(std::string_view pointer, const Value* here) const {
    const std::size_t hash = std::min(pointer.find('#'), pointer.size());
    const Value* document = find_document(pointer.substr(0, hash), here);
    if (document == nullptr) return {};
    return {find_in(*document, pointer.substr(std::min(hash + 1, pointer.size()))), document};
  }

  /// What a JSON pointer ("/$defs/Address") leads to, or nullptr.
  static const Value* find_in(const Value& document, std::string_view pointer) {
    const Value* at = &document;
    if (pointer.empty()) return at;
    if (!pointer.starts_with('/')) return nullptr;
    for (const std::string_view part : split(pointer.substr(1), '/')) {
      std::string key;
      for (std::size_t i = 0; i < part.size(); ++i) {
        const bool is_escape = part[i] == '~' && i + 1 < part.size() && (part[i + 1] == '0' || part[i + 1] == '1');
        key += is_escape ? (part[i + 1] == '0' ? '~' : '/') : part[i];
        if (is_escape) ++i;
      }
      if (const List* list = at->as_list()) {
        const std::size_t index =
            key.size() < 6 && !key.empty() && key.find_first_not_of("0123456789") == std::string::npos
                ? static_cast<std::size_t>(std::stoul(key))
                : list->size();
        at = index < list->size() ? &(*list)[index] : nullptr;
      } else {
        at = at->get(key);
      }
      if (at == nullptr) return nullptr;
    }
    return at;
  }

  const Shape* read_types(const Value& json) {
    const std::vector<std::string> types = read_type_names(json);
    if (types.empty()) return read_untyped(json);
    if (types.size() == 1) return read_one(json, types.front(), nullptr);
    // ["string", "null"]: a union, whose limits are those of each branch that has such values.
    Shape& shape = make(ShapeKind::kUnion, json);
    read_.emplace(&json, &shape);
    const List* choices = find_choices(json);
    for (const std::string& type : types) {
      List own;
      for (std::size_t i = 0; choices != nullptr && i < choices->size(); ++i)
        if (type_of((*choices)[i]) == type || (type == "number" && type_of((*choices)[i]) == "integer"))
          own.push_back((*choices)[i]);
      shape.children.push_back(read_one(json, type, choices == nullptr ? nullptr : &own));
    }
    return &shape;
  }

  std::vector<std::string> read_type_names(const Value& json) {
    std::vector<std::string> names;
    const Value* type = json.get("type");
    if (type == nullptr) return names;
    const auto add = [&](const Value& name) {
      const std::string* text = name.as_string();
      if (text != nullptr && std::find(kTypes.begin(), kTypes.end(), *text) != kTypes.end())
        return names.push_back(*text);
      const std::string near = text == nullptr ? "" : did_you_mean(*text, kTypes);
      problem(codes::kJsonSchemaBadKeyword, name, "\"type\": expected a type, found " + found_phrase(name),
              (near.empty() ? "" : near + " ") + "types are " + join(kTypes, ", "));
    };
    if (const List* list = type->as_list()) {
      for (const Value& item : *list) add(item);
    } else {
      add(*type);
    }
    return names;
  }

  static std::string_view type_of(const Value& value) {
    if (value.is_null()) return "null";
    if (value.as_bool() != nullptr) return "boolean";
    if (value.as_int() != nullptr) return "integer";
    if (value.as_double() != nullptr) return "number";
    if (value.as_string() != nullptr) return "string";
    return value.as_list() != nullptr ? "array" : "object";
  }

  /// Without "type": told by properties, by an enum of one type, by anyOf or oneOf; else anything.
  const Shape* read_untyped(const Value& json) {
    if (json.get("properties") != nullptr) return read_one(json, "object", nullptr);
    for (const std::string_view keyword : {"anyOf", "oneOf"})
      if (const Value* branches = json.get(keyword)) return read_branches(json, keyword, *branches);
    const List* choices = find_choices(json);
    if (choices != nullptr && !choices->empty()) {
      const std::string_view type = type_of(choices->front());
      if (std::all_of(choices->begin(), choices->end(), [&](const Value& choice) { return type_of(choice) == type; }))
        return read_one(json, std::string(type), nullptr);
    }
    Shape& shape = make(ShapeKind::kAny, json);
    read_limits(shape, json, nullptr);
    return &shape;
  }

  const Shape* read_branches(const Value& json, std::string_view keyword, const Value& branches) {
    Shape& shape = make(ShapeKind::kUnion, json);
    read_.emplace(&json, &shape);
    if (branches.as_list() == nullptr || branches.as_list()->empty()) {
      bad_keyword(branches, keyword, "a list of schemas");
      shape.kind = ShapeKind::kAny;
      return &shape;
    }
    open_unions_.push_back(&shape);
    for (const Value& branch : *branches.as_list()) {
      const Shape* child = read(branch);
      if (std::find(open_unions_.begin(), open_unions_.end(), child) == open_unions_.end()) {
        shape.children.push_back(child);
      } else {
        problem(codes::kJsonSchemaBadReference, branch, "a branch leads back to its own choice",
                "let it lead to an object or a list that holds the choice");
      }
    }
    open_unions_.pop_back();
    return &shape;
  }

  const Shape* read_one(const Value& json, std::string_view type, const List* choices) {
    const std::vector<const Shape*> unions = std::exchange(open_unions_, {});
    Shape* shape = nullptr;
    if (type == "object") {
      shape = read_object(json);
    } else if (type == "array") {
      Shape& array = make(ShapeKind::kArray, json);
      read_.try_emplace(&json, &array);
      const Value* items = json.get("items");
      const bool is_tuple = json.get("prefixItems") != nullptr || (items != nullptr && items->as_list() != nullptr);
      array.children.push_back(items == nullptr || is_tuple ? &make(ShapeKind::kAny, json) : read(*items));
      shape = &array;
    } else {
      shape = &make(scalar_kind(json, type), json);
    }
    open_unions_ = unions;
    if (shape->name.empty()) shape->name = json.get_string("title");
    read_limits(*shape, json, choices);
    return shape;
  }

  static ShapeKind scalar_kind(const Value& json, std::string_view type) {
    if (type == "boolean") return ShapeKind::kBool;
    if (type == "integer") return ShapeKind::kInteger;
    if (type == "number") return ShapeKind::kNumber;
    if (type == "null") return ShapeKind::kNull;
    const std::string format = json.get_string("format");
    if (format == "date-time") return ShapeKind::kDateTime;
    return format == "date" ? ShapeKind::kDay : ShapeKind::kString;
  }

  Shape* read_object(const Value& json) {
    const Value* properties = json.get("properties");
    const Value* additional = json.get("additionalProperties");
    const bool has_schema = additional != nullptr && additional->as_map() != nullptr;
    if (additional != nullptr && !has_schema && additional->as_bool() == nullptr)
      bad_keyword(*additional, "additionalProperties", "a schema");
    if (properties != nullptr && properties->as_map() == nullptr)
      bad_keyword(*properties, "properties", "an object of schemas");
    const bool has_fields = properties != nullptr && properties->as_map() != nullptr;
    Shape& shape = make(has_fields ? ShapeKind::kRecord : ShapeKind::kObject, json);
    read_.try_emplace(&json, &shape);
    shape.is_closed = additional != nullptr && additional->as_bool() != nullptr && !*additional->as_bool();
    const Shape* other = has_schema ? read(*additional) : nullptr;
    shape.additional = other;
    if (!has_fields) {
      if (other != nullptr) shape.children.push_back(other);
      read_required(json);
      return &shape;
    }
    const std::vector<std::string> required = read_required(json);
    for (const auto& [name, schema] : *properties->as_map()) {
      ShapeField field{.name = name, .shape = read(schema), .line = static_cast<int>(schema.origin().line)};
      field.is_required = std::find(required.begin(), required.end(), name) != required.end();
      shape.fields.push_back(std::move(field));
      if (const Value* value = schema.get("default")) build_.add_default(shape, *value);
    }
    return &shape;
  }

  std::vector<std::string> read_required(const Value& json) {
    std::vector<std::string> names;
    const Value* required = json.get("required");
    if (required == nullptr) return names;
    if (required->as_list() == nullptr) {
      bad_keyword(*required, "required", "a list of names");
      return names;
    }
    for (const Value& item : *required->as_list()) {
      if (item.as_string() != nullptr) {
        names.push_back(*item.as_string());
      } else {
        bad_keyword(item, "required", "a name");
      }
    }
    return names;
  }

  static ShapeLimits& limits(Shape& shape) {
    if (!shape.limits) shape.limits = std::make_unique<ShapeLimits>();
    return *shape.limits;
  }

  const List* find_choices(const Value& json) {
    const Value* choices = json.get("enum");
    if (choices != nullptr && choices->as_list() != nullptr) return choices->as_list();
    const Value* constant = json.get("const");
    if (constant == nullptr) return nullptr;
    return &constants_.emplace_back(List{*constant});
  }

  void read_limits(Shape& shape, const Value& json, const List* choices) {
    const Value* listed = json.get("enum");
    if (listed != nullptr && (listed->as_list() == nullptr || listed->as_list()->empty()))
      bad_keyword(*listed, "enum", "a list with values");
    if (choices == nullptr) choices = find_choices(json);
    if (choices != nullptr) limits(shape).choices = *choices;
    const bool is_number =
        shape.kind == ShapeKind::kInteger || shape.kind == ShapeKind::kNumber || shape.kind == ShapeKind::kAny;
    if (is_number) read_bounds(shape, json);
    if (shape.kind == ShapeKind::kString) read_lengths(shape, json, "minLength", "maxLength");
    if (shape.kind == ShapeKind::kArray) read_lengths(shape, json, "minItems", "maxItems");
    const Value* pattern = json.get("pattern");
    if (pattern == nullptr || shape.kind != ShapeKind::kString) return;
    if (pattern->as_string() == nullptr) return bad_keyword(*pattern, "pattern", "a text");
    limits(shape).pattern = *pattern->as_string();
    problem(codes::kPatternUnchecked, *pattern,
            "the pattern " + json_quote(*pattern->as_string()) + " is not checked when events are sent",
            "use enum, minLength and maxLength where it matters");
  }

  static std::optional<long double> number(const Value& value) {
    if (value.as_int() != nullptr) return static_cast<long double>(*value.as_int());
    if (value.as_double() != nullptr) return static_cast<long double>(*value.as_double());
    return std::nullopt;
  }

  void read_bounds(Shape& shape, const Value& json) {
    for (const bool is_maximum : {false, true})
      for (const bool is_exclusive : {false, true}) {
        constexpr std::string_view kNames[] = {"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"};
        const std::string_view keyword = kNames[(is_maximum ? 2 : 0) + (is_exclusive ? 1 : 0)];
        const Value* value = json.get(keyword);
        if (value == nullptr) continue;
        const std::optional<long double> bound = number(*value);
        if (!bound) {
          bad_keyword(*value, keyword, "a number");
          continue;
        }
        ShapeLimits& own = limits(shape);
        std::optional<long double>& place = is_maximum ? own.maximum : own.minimum;
        // Both may stand: the tighter one counts.
        if (place && (is_maximum ? *bound > *place : *bound < *place)) continue;
        place = bound;
        (is_maximum ? own.is_maximum_exclusive : own.is_minimum_exclusive) = is_exclusive;
      }
    const Value* factor = json.get("multipleOf");
    if (factor == nullptr) return;
    const std::optional<long double> value = number(*factor);
    if (!value || *value <= 0) return bad_keyword(*factor, "multipleOf", "a number above 0");
    limits(shape).multiple_of = value;
  }

  void read_lengths(Shape& shape, const Value& json, std::string_view least, std::string_view most) {
    for (const std::string_view keyword : {least, most}) {
      const Value* value = json.get(keyword);
      if (value == nullptr) continue;
      if (value->as_int() == nullptr || *value->as_int() < 0) {
        bad_keyword(*value, keyword, "an integer from 0 on");
        continue;
      }
      (keyword == least ? limits(shape).min_length : limits(shape).max_length) = *value->as_int();
    }
  }

  const Value& main_;
  const Value* document_;  // main_, or the reference that is being read
  std::span<const NamedJson> references_;
  SchemaBuilder build_{CheckMode::kEvent};
  int depth_ = 0;
  std::map<const Value*, const Shape*> read_;  // what a $ref inside itself finds
  std::vector<const Shape*> open_unions_;      // around what is being read, with no object or array between
  std::deque<List> constants_;
};

}  // namespace

ReadSchema read_json_schema(const Value& json, std::span<const NamedJson> references) {
  return JsonSchemaReader(json, references).run();
}

}  // namespace dac::schema
