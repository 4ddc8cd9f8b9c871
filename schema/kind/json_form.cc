#include "schema/kind/json_form.h"

#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/base/units.h"

namespace dac::schema {
namespace {

// Regular expressions as JSON Schema has them (ECMA 262); each is matched against the whole text.
constexpr std::string_view kName = "[A-Za-z0-9_][A-Za-z0-9._-]*";
constexpr std::string_view kNatural = "(?:0|[1-9][0-9]*)";
constexpr std::string_view kBoolean = "true|false";
constexpr std::string_view kNumber = "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?";
constexpr std::string_view kUnits = "(?=[0-9])(?:{0}w)?(?:{0}d)?(?:{0}h)?(?:{0}m)?(?:{0}s)?(?:{0}ms)?";
constexpr std::string_view kSizes = "{0}(?:B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)";
constexpr std::string_view kDate = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])";
constexpr std::string_view kColumn =
    "\\s*(?:string|bool|int32|int64|float64|timestamp|date|bytes|json|decimal\\s*\\(.*\\)|array\\s*<.*>|native:.+)\\s*";
/// Control, bidirectional and invisible characters, which no name may hold.
constexpr std::string_view kNoControl =
    "(?![\\s\\S]*[\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\u061c\\ufeff])";
constexpr std::string_view kAnyText = "[\\s\\S]*";

/// A text in which every `${...}` is one that dac fills in; `$${` writes `${`.
std::string interpolated(bool secret) {
  return fmt::format("(?:[^$]|\\$\\$\\{{|\\$(?!\\$?\\{{)|\\$\\{{(?:var\\.[^}}]+|env\\.name{})\\}})*",
                     secret ? "|secret\\.[A-Z][A-Z0-9_]*" : "");
}

/// The pattern of a text of that grammar, or of one that has to be filled in first.
std::string pattern(std::string_view grammar, const Field& field, FormPlace place) {
  if (place == FormPlace::kProject) return fmt::format("^(?:{})$", grammar);
  const std::string filled = interpolated(field.secret);
  if (grammar == kAnyText) return fmt::format("^{}$", filled);
  return fmt::format("^(?:{}|(?=[\\s\\S]*\\$\\{{(?:var|env{})\\.){})$", grammar, field.secret ? "|secret" : "", filled);
}

List texts(std::initializer_list<std::string_view> words) {
  List list;
  for (const std::string_view word : words) list.emplace_back(word);
  return list;
}

/// Any scalar: YAML's idea of its type does not count.
Map scalar_form(std::string_view grammar, const Field& field, FormPlace place) {
  Map form;
  form.set("type", texts({"string", "number", "boolean"}));
  if (place != FormPlace::kProject || grammar != kAnyText) form.set("pattern", pattern(grammar, field, place));
  return form;
}

/// A name: a number that is not negative is one, too.
Map name_form(std::string_view grammar, const Field& field, FormPlace place) {
  Map form = scalar_form(grammar, field, place);
  form.set("minimum", 0);
  return form;
}

Map text_form(std::string_view grammar, const Field& field, FormPlace place) {
  Map form;
  form.set("type", "string");
  form.set("pattern", pattern(grammar, field, place));
  return form;
}

/// A whole number in its range, written as a number or as a text, or as `units` say.
Map integer_form(std::string_view units, const Field& field, const Type& type, FormPlace place) {
  Map form;
  form.set("type", texts({"integer", "string"}));
  form.set("minimum", type.min);
  form.set("maximum", type.max);
  const std::string_view sign = type.min < 0 ? "-?" : "";
  const std::string plain = type.min > 0 ? "[1-9][0-9]*" : fmt::format("{}{}", sign, kNatural);
  form.set("pattern", pattern(units.empty() ? plain : fmt::format("{}|{}", plain, units), field, place));
  return form;
}

Map number_form(const Field& field, const Type& type, FormPlace place) {
  Map form;
  form.set("type", texts({"number", "string"}));
  if (type.min != std::numeric_limits<std::int64_t>::min()) form.set("minimum", type.min);
  form.set("pattern", pattern(type.min < 0 ? kNumber : kNumber.substr(2), field, place));
  return form;
}

Map bool_form(const Field& field, FormPlace place) {
  Map form;
  form.set("type", texts({"boolean", "string"}));
  form.set("pattern", pattern(kBoolean, field, place));
  return form;
}

/// Apart from the words themselves, so that editors offer these.
Map enum_form(const Field& field, const Type& type, FormPlace place) {
  if (place == FormPlace::kProject) return form_choices(type.choices);
  List forms;
  forms.emplace_back(form_choices(type.choices));
  forms.emplace_back(text_form("\\b\\B", field, place));  // no text is of that grammar, but one to be filled in
  Map form;
  form.set("anyOf", std::move(forms));
  return form;
}

Map relation_form(const Field& field, const Type& type, FormPlace place) {
  std::string kinds;
  for (const std::string_view kind : type.choices) kinds += (kinds.empty() ? "" : "|") + to_lower(kind);
  return text_form(fmt::format("(?:{})/{}", kinds, kName), field, place);
}

Map reference_form(const Field& field, const Type& type, FormPlace place) {
  return name_form(fmt::format("(?:{}/)?{}", to_lower(type.choices.front()), kName), field, place);
}

/// In a patch null removes what was there.
Map or_null(Map form, FormPlace place) {
  if (place != FormPlace::kPatch) return form;
  Map nothing;
  nothing.set("type", "null");
  Map either;
  either.set("anyOf", List{Value(std::move(form)), Value(std::move(nothing))});
  return either;
}

Map form_of(const Field& field, const Type& type, FormPlace place);

Map map_form(const Field& field, const Type& type, FormPlace place) {
  Map form;
  form.set("type", "object");
  form.set("additionalProperties", or_null(form_of(field, *type.element, place), place));
  return form;
}

Map config_form(const Field& field, FormPlace place) {
  static constexpr Type kDurations{.kind = TypeKind::kDuration};
  static constexpr Type kByteSizes{.kind = TypeKind::kSize};
  Map by_name;
  by_name.set("\\.ms$", or_null(form_of(field, kDurations, place), place));
  by_name.set("\\.bytes$", or_null(form_of(field, kByteSizes, place), place));
  Map form;
  form.set("type", "object");
  form.set("patternProperties", std::move(by_name));
  form.set("additionalProperties", or_null(scalar_form(kAnyText, field, place), place));
  return form;
}

/// Lists replace also in a patch, so what they hold is whole there. A variable may stand for a list of texts.
Map list_form(const Field& field, const Type& type, FormPlace place) {
  const FormPlace inside = place == FormPlace::kPatch ? FormPlace::kResource : place;
  Map form;
  form.set("type", "array");
  form.set("items", form_of(field, *type.element, inside));
  if (type.element->kind != TypeKind::kObject && type.element->kind != TypeKind::kAny &&
      type.element->kind != TypeKind::kTemplate)
    form.set("uniqueItems", true);
  if (place == FormPlace::kProject || type.element->kind == TypeKind::kObject) return form;
  form.set("type", texts({"array", "string"}));
  form.set("pattern", "^\\$\\{var\\.[^}]+\\}$");
  return form;
}

/// A text, or a map from dialect to text.
Map sql_form(const Field& field, FormPlace place) {
  Map text = scalar_form(kAnyText, field, place);
  Map dialects;
  for (const std::string_view dialect : {"duckdb", "flink", "postgres", "clickhouse"})
    dialects.set(std::string(dialect), or_null(text, place));
  Map form = std::move(text);
  form.set("type", texts({"string", "number", "boolean", "object"}));
  form.set("properties", std::move(dialects));
  form.set("additionalProperties", false);
  return form;
}

/// A word, or the type in the target's own words.
Map column_form(const Field& field, FormPlace place) {
  static constexpr Field kNative[] = {{.name = "native",
                                       .type = {.kind = TypeKind::kString},
                                       .doc = "The type in the target's own words.",
                                       .required = true}};
  Map form = form_of_fields(kNative, place);
  form.set("type", texts({"string", "object"}));
  form.set("pattern", pattern(kColumn, field, place));
  return form;
}

Map string_form(const Field& field, FormPlace place) {
  if (field.name != "name") return scalar_form(kAnyText, field, place);
  Map form = scalar_form(place == FormPlace::kProject ? fmt::format("{}{}", kNoControl, kAnyText)
                                                      : fmt::format("{}{}", kNoControl, interpolated(field.secret)),
                         field, FormPlace::kProject);
  form.set("minLength", 1);
  return form;
}

Map path_form(const Field& field, FormPlace place) {
  Map form = scalar_form(kAnyText, field, place);
  form.set("minLength", 1);
  return form;
}

Map form_of(const Field& field, const Type& type, FormPlace place) {
  switch (type.kind) {
    case TypeKind::kString:
      return string_form(field, place);
    case TypeKind::kName:
      return name_form(kName, field, place);
    case TypeKind::kInteger:
      return integer_form({}, field, type, place);
    case TypeKind::kNumber:
      return number_form(field, type, place);
    case TypeKind::kBool:
      return bool_form(field, place);
    case TypeKind::kDuration:
      return integer_form(fmt::format(fmt::runtime(kUnits), kNatural), field, type, place);
    case TypeKind::kSize:
      return integer_form(fmt::format(fmt::runtime(kSizes), kNatural), field, type, place);
    case TypeKind::kDate:
      return text_form(kDate, field, place);
    case TypeKind::kEnum:
      return enum_form(field, type, place);
    case TypeKind::kScalar:
    case TypeKind::kText:
      return scalar_form(kAnyText, field, place);
    case TypeKind::kConfig:
      return config_form(field, place);
    case TypeKind::kMap:
      return map_form(field, type, place);
    case TypeKind::kList:
      return list_form(field, type, place);
    case TypeKind::kObject:
      return form_of_fields(type.fields, place);
    case TypeKind::kReference:
      return reference_form(field, type, place);
    case TypeKind::kRelation:
      return relation_form(field, type, place);
    case TypeKind::kSql:
      return sql_form(field, place);
    case TypeKind::kColumnType:
      return column_form(field, place);
    case TypeKind::kLiteral:
      return form_reference("literal");
    case TypeKind::kPath:
      return path_form(field, place);
    case TypeKind::kTemplate:
      return {};
    case TypeKind::kAny:
      return place == FormPlace::kProject ? Map() : form_reference("anything");
  }
  return {};
}

/// A documented default as its field's type has it.
Value typed_default(const Field& field) {
  if (field.type.kind == TypeKind::kBool) return field.fallback == "true";
  if (const auto number = parse_integer(field.fallback); number && field.type.kind == TypeKind::kInteger)
    return *number;
  return field.fallback;
}

}  // namespace

Map form_reference(std::string_view name) {
  Map form;
  form.set("$ref", fmt::format("#/$defs/{}", name));
  return form;
}

Map form_choices(std::span<const std::string_view> choices) {
  List words;
  for (const std::string_view choice : choices) words.emplace_back(choice);
  Map form;
  form.set("enum", std::move(words));
  return form;
}

Map form_of_field(const Field& field, FormPlace place) {
  Map form;
  form.set("description", field.doc);
  for (auto& [key, value] : or_null(form_of(field, field.type, place), place)) form.set(key, std::move(value));
  if (!field.fallback.empty()) form.set("default", typed_default(field));
  return form;
}

Map form_of_fields(std::span<const Field> fields, FormPlace place) {
  Map properties;
  List required;
  for (const Field& field : fields) {
    properties.set(std::string(field.name), form_of_field(field, place));
    if (field.required && place != FormPlace::kPatch) required.emplace_back(field.name);
  }
  Map form;
  form.set("type", "object");
  form.set("properties", std::move(properties));
  if (!required.empty()) form.set("required", std::move(required));
  form.set("additionalProperties", false);
  return form;
}

Map shared_forms() {
  static constexpr Field kPlain{.name = "value", .type = {}, .doc = {}};
  Map literal = scalar_form(kAnyText, kPlain, FormPlace::kResource);
  literal.set("type", texts({"string", "number", "boolean", "array"}));
  literal.set("items", form_reference("literal"));
  Map anything;
  anything.set("pattern", pattern(kAnyText, kPlain, FormPlace::kResource));
  anything.set("items", form_reference("anything"));
  anything.set("additionalProperties", form_reference("anything"));
  Map forms;
  forms.set("literal", std::move(literal));
  forms.set("anything", std::move(anything));
  return forms;
}

}  // namespace dac::schema
