#include "tests/editors/corpus.h"

#include <algorithm>
#include <functional>

#include "schema/base/text.h"
#include "schema/kind/project.h"
#include "schema/kind/shape.h"

namespace dac::test {
namespace {

using schema::Field;
using schema::Shape;
using schema::Type;
using schema::TypeKind;

struct Sample {
  std::string name;
  Value value;
  bool good;
};
using Samples = std::vector<Sample>;
using Build = std::function<Value(Map)>;

Map map_of(std::initializer_list<std::pair<const char*, Value>> entries) {
  Map map;
  for (const auto& [key, value] : entries) map.set(key, value);
  return map;
}

Map least_of(std::span<const Field> fields);

/// A value that the field takes.
Value good_value(const Field& field, const Type& type) {
  if (type.kind == TypeKind::kString && (field.name == "kind" || field.name == "kinds")) return "Topic";
  switch (type.kind) {
    case TypeKind::kInteger:
    case TypeKind::kNumber:
      return type.min > 0 ? type.min : std::int64_t{1};
    case TypeKind::kBool:
      return true;
    case TypeKind::kDuration:
      return "7d";
    case TypeKind::kSize:
      return "1MiB";
    case TypeKind::kDate:
      return "2026-11-22";
    case TypeKind::kEnum:
      return type.choices.front();
    case TypeKind::kRelation:
      return to_lower(type.choices.front()) + "/x";
    case TypeKind::kColumnType:
      return "string";
    case TypeKind::kConfig:
      return map_of({{"x.y", "z"}});
    case TypeKind::kMap:
      return map_of({{"x", good_value(field, *type.element)}});
    case TypeKind::kList:
      return List{good_value(field, *type.element)};
    case TypeKind::kObject:
      return least_of(type.fields);
    case TypeKind::kString:
    case TypeKind::kName:
    case TypeKind::kScalar:
    case TypeKind::kReference:
    case TypeKind::kText:
    case TypeKind::kSql:
    case TypeKind::kLiteral:
    case TypeKind::kPath:
    case TypeKind::kAny:
    case TypeKind::kTemplate:
      return "x";
  }
  return {};
}

/// Fields that later checks want: a text, a type, whom a quota is for. Their absence is no matter of form.
bool is_wanted(const Field& field) {
  if (field.name == "value") return field.type.kind == TypeKind::kObject;
  if (field.name == "schema") return field.type.kind == TypeKind::kText;
  if (field.name == "type") return field.type.kind == TypeKind::kColumnType;
  return field.name == "sql" || field.name == "user" || field.name == "producerByteRate";
}

Map least_of(std::span<const Field> fields) {
  Map map;
  for (const Field& field : fields)
    if (field.required || is_wanted(field)) map.set(std::string(field.name), good_value(field, field.type));
  return map;
}

class Maker {
 public:
  Corpus run() {
    for (const schema::Kind& kind : schema::core_kinds()) {
      if (kind.name == "Blueprint") continue;  // most of what it holds is checked where it is used
      is_project_ = false;
      const Build spec = [&](Map map) { return document(kind, std::move(map), map_of({{"name", next_name()}})); };
      vary(std::string(kind.name), kind.fields, spec);
      const bool needs_none = std::ranges::none_of(kind.fields, [](const Field& f) { return f.required; });
      if (!needs_none || kind.name == "Topic" || kind.name == "Team")
        add(std::string(kind.name) + ": no spec", without(least_resource(kind, next_name()), "spec"), needs_none);
    }
    const schema::Kind& topic = *schema::find_kind("Topic");
    vary("metadata", schema::metadata_fields(), [&](Map map) {
      if (const Value* name = map.find("name"); name != nullptr && *name == Value("x")) map.set("name", next_name());
      return document(topic, {}, std::move(map));
    });
    envelopes(topic);
    is_project_ = true;
    vary("Project", schema::project_fields(), [](Map map) { return project(std::move(map), map_of({{"name", "p"}})); });
    vary("Project.metadata", schema::project_metadata_fields(),
         [](Map map) { return project(least_project(), std::move(map)); });
    return std::move(corpus_);
  }

 private:
  static Value document(const schema::Kind& kind, Map spec, Map metadata) {
    return map_of({{"apiVersion", "dac/v1"}, {"kind", kind.name}, {"metadata", metadata}, {"spec", spec}});
  }
  static Map least_project() {
    const Map target = map_of({{"provider", "local"}, {"path", ".dac/x"}});
    return map_of({{"environments", map_of({{"e", map_of({{"targets", map_of({{"t", target}})}})}})}});
  }
  static Value project(Map spec, Map metadata) {
    return map_of({{"apiVersion", "dac/v1"}, {"kind", "Project"}, {"metadata", metadata}, {"spec", spec}});
  }
  static Value without(Value document, std::string_view key) {
    document.as_map()->erase(key);
    return document;
  }

  std::string next_name() { return "r" + std::to_string(++names_); }

  /// "${var.X}" where X has this value.
  std::string variable(const std::string& value) {
    for (const auto& [name, known] : corpus_.variables)
      if (known == value) return "${var." + name + "}";
    const std::string name = "v" + std::to_string(corpus_.variables.size());
    corpus_.variables[name] = value;
    return "${var." + name + "}";
  }

  void add(const std::string& name, Value document, bool good) {
    (is_project_ ? corpus_.projects : corpus_.resources).push_back({name, std::move(document), good});
  }

  /// Every field of a table with every sample, within what `build` puts around; keys that are wrong or missing.
  void vary(const std::string& path, std::span<const Field> fields, const Build& build) {
    add(path + ": least", build(least_of_all(fields)), true);
    Map unknown = least_of_all(fields);
    unknown.set("zzz", 1);
    add(path + ": unknown field", build(std::move(unknown)), false);
    for (const Field& field : fields) {
      const std::string here = path + "." + std::string(field.name);
      Map map = least_of_all(fields);
      if (field.required) {
        Map less = map;
        less.erase(field.name);
        add(here + ": missing", build(std::move(less)), false);
      }
      Map letter = map;
      letter.erase(field.name);
      letter.set(std::string(field.name) + "x", good_value(field, field.type));
      add(here + ": one letter more", build(std::move(letter)), false);
      for (Sample& sample : samples(field, field.type)) {
        map.set(std::string(field.name), sample.value);
        add(here + ": " + sample.name, build(map), sample.good);
      }
      deeper(here, field, [&](Value inner) {
        map.set(std::string(field.name), std::move(inner));
        return build(map);
      });
    }
  }

  Map least_of_all(std::span<const Field> fields) const {
    return fields.data() == schema::project_fields().data() ? least_project() : least_of(fields);
  }

  void deeper(const std::string& path, const Field& field, const std::function<Value(Value)>& put) {
    const Type& type = field.type;
    if (type.kind == TypeKind::kObject) return vary(path, type.fields, [&](Map map) { return put(std::move(map)); });
    if (type.element == nullptr || type.element->kind != TypeKind::kObject) return;
    // Targets are typed by their provider, what a patch sets by the kind that it matches: in project_corpus.cc.
    vary(path, type.element->fields, [&](Map map) {
      if (Value* targets = map.find("targets"); targets != nullptr && *targets == Value(map_of({{"x", "x"}})))
        *targets = map_of({{"t", map_of({{"provider", "local"}, {"path", ".dac/x"}})}});
      if (Value* spec = map.find("spec"); spec != nullptr && *spec == Value("x")) *spec = Map();
      Value inner = type.kind == TypeKind::kList ? Value(List{Value(std::move(map))}) : Value(map_of({{"x", map}}));
      return put(std::move(inner));
    });
  }

  Samples samples(const Field& field, const Type& type);
  Samples scalar_samples(const Field& field, const Type& type);
  Samples number_samples(const Type& type);
  void envelopes(const schema::Kind& kind);

  Corpus corpus_;
  bool is_project_ = false;
  int names_ = 0;
};

Samples Maker::number_samples(const Type& type) {
  const std::int64_t some = type.min > 0 ? type.min : 5;
  Samples all = {{"number", some, true},      {"digits", std::to_string(some), true},
                 {"word", "many", false},     {"octal", "010", false},
                 {"grouped", "1_000", false}, {"plus", "+1", false},
                 {"infinite", ".inf", false}, {"clock", "12:30:45", false},
                 {"true", true, false}};
  if (type.min > std::numeric_limits<std::int64_t>::min()) all.push_back({"too small", type.min - 1, false});
  if (type.max < std::numeric_limits<std::int64_t>::max()) all.push_back({"too large", type.max + 1, false});
  if (type.kind != TypeKind::kNumber) all.push_back({"fraction", 1.5, false});
  if (!is_project_) all.push_back({"variable", variable(std::to_string(some)), true});
  return all;
}

Samples Maker::scalar_samples(const Field& field, const Type& type) {
  const auto filled = [&](const std::string& value) { return is_project_ ? value : variable(value); };
  switch (type.kind) {
    case TypeKind::kInteger:
    case TypeKind::kNumber:
      return number_samples(type);
    case TypeKind::kDuration: {
      Samples all = number_samples(type);
      for (const char* good : {"250ms", "30s", "1h30m", "7d", "2w"}) all.push_back({good, good, true});
      for (const char* bad : {"1m1h", "7days", "1 d", "d", "01d"}) all.push_back({bad, bad, false});
      return all;
    }
    case TypeKind::kSize: {
      Samples all = number_samples(type);
      for (const char* good : {"100B", "5kB", "1MiB"}) all.push_back({good, good, true});
      for (const char* bad : {"1mib", "1 MiB", "MiB", "1MiB1B"}) all.push_back({bad, bad, false});
      return all;
    }
    case TypeKind::kBool:
      return {{"true", true, true},   {"word", "false", true}, {"NO", "NO", false},
              {"yes", "yes", false},  {"one", 1, false},       {"variable", filled("true"), true},
              {"True", "True", false}};
    case TypeKind::kDate:
      return {{"day", "2026-11-22", true},
              {"month 13", "2026-13-01", false},
              {"short", "2026-1-1", false},
              {"number", 2026, false},
              {"variable", filled("2026-11-22"), true}};
    case TypeKind::kName:
    case TypeKind::kReference:
      return {{"word", "a_b.c-d", true},     {"number", 12, true},           {"dot", ".x", false},
              {"blank", "a b", false},       {"empty", "", false},           {"minus", -1, false},
              {"Cyrillic", "\u043e", false}, {"variable", filled("x"), true}};
    case TypeKind::kRelation:
      return {{"its form", to_lower(type.choices.front()) + "/x", true},
              {"bare", "x", false},
              {"other", "quota/x", false},
              {"number", 3, false},
              {"variable", filled(to_lower(type.choices.front()) + "/x"), true}};
    case TypeKind::kEnum: {
      Samples all = {{"unknown", "zzz", false}, {"number", 3, false}, {"empty", "", false}};
      for (const std::string_view choice : type.choices) all.push_back({std::string(choice), choice, true});
      all.push_back({"variable", filled(std::string(type.choices.front())), true});
      return all;
    }
    case TypeKind::kColumnType:
      return {{"plain", "int64", true},
              {"decimal", "decimal(10,2)", true},
              {"array", "array<string>", true},
              {"native", map_of({{"native", "LowCardinality(String)"}}), true},
              {"unknown", "integer", false},
              {"native unknown", map_of({{"natife", "x"}}), false},
              {"number", 3, false}};
    case TypeKind::kString:
    case TypeKind::kScalar:
    case TypeKind::kConfig:
    case TypeKind::kMap:
    case TypeKind::kList:
    case TypeKind::kObject:
    case TypeKind::kText:
    case TypeKind::kSql:
    case TypeKind::kLiteral:
    case TypeKind::kPath:
    case TypeKind::kAny:
    case TypeKind::kTemplate:
      break;
  }
  Samples all = {{"word", "a text", true}, {"number", 12, true}, {"true", true, true}};
  const bool is_name = type.kind == TypeKind::kString && field.name == "name";
  if (type.kind == TypeKind::kPath || is_name) all.push_back({"empty", "", false});
  if (is_name) all.push_back({"right to left", "a\u202eb", false});
  if (is_project_) return all;
  all.push_back({"variable", variable("x"), true});
  all.push_back({"environment", "${env.name}", true});
  all.push_back({"escaped", "a $${b} $c", true});
  all.push_back({"nothing to fill in", "${nope}", false});
  all.push_back({"open", "${var.x", false});
  all.push_back({"secret", "${secret.NAME}", field.secret});
  return all;
}

Samples Maker::samples(const Field& field, const Type& type) {
  if (type.kind == TypeKind::kAny) return {};  // anything may stand there, or what another table says
  // Kinds are named by words of their own.
  if (is_project_ && (field.name == "kind" || field.name == "kinds")) {
    const Value good = field.name == "kind" ? Value("Topic") : Value(List{"Topic"});
    const Value bad = field.name == "kind" ? Value("Topics") : Value(List{"Topics"});
    return {{"kind", good, true}, {"no kind", bad, false}};
  }
  Samples all;
  if (field.name == "defaultEnvironment") return {{"environment", "e", true}, {"blank", "a b", false}};
  switch (schema::shape_of(type.kind)) {
    case Shape::kObject:
      all = {{"text", "x", false}, {"list", List{"x"}, false}};
      break;
    case Shape::kMap:
      if (type.element->kind != TypeKind::kObject && type.element->kind != TypeKind::kAny)
        for (Sample& sample : scalar_samples(field, *type.element))
          if (field.name != "name") all.push_back({sample.name, map_of({{"topics", sample.value}}), sample.good});
      all.push_back({"text", "x", false});
      all.push_back({"list", List{"x"}, false});
      break;
    case Shape::kConfig:
      all = {{"text", "x", false},
             {"plain", map_of({{"a.b", "c"}, {"n", 3}}), true},
             {"duration", map_of({{"a.ms", "7d"}}), true},
             {"no duration", map_of({{"a.ms", "seven"}}), false},
             {"size", map_of({{"a.bytes", "1MiB"}}), true},
             {"no size", map_of({{"a.bytes", "big"}}), false},
             {"nested", map_of({{"a", map_of({{"b", 1}})}}), false},
             {"null", map_of({{"a", Value()}}), false},
             {"secret", map_of({{"a", "${secret.NAME}"}}), field.secret}};
      break;
    case Shape::kList:
      if (type.element->kind != TypeKind::kObject) {
        for (Sample& sample : scalar_samples(field, *type.element))
          all.push_back({sample.name, List{sample.value}, sample.good});
        if (field.name != "include")  // of which is said, in the same place, that it matches no file
          all.push_back({"twice", List{good_value(field, *type.element), good_value(field, *type.element)}, false});
        all.push_back({"empty", List(), true});
      }
      all.push_back({"text", "x", false});
      all.push_back({"map", map_of({{"x", "y"}}), false});
      all.push_back({"null inside", List{Value()}, false});
      break;
    case Shape::kSql:
      all = scalar_samples(field, type);
      all.push_back({"dialects", map_of({{"duckdb", "x"}, {"flink", "y"}}), true});
      all.push_back({"unknown dialect", map_of({{"oracle", "x"}}), false});
      all.push_back({"list", List{"x"}, false});
      break;
    case Shape::kLiteral:
      all = {{"number", 3, true}, {"list", List{"x", 4}, true}, {"map", map_of({{"x", 1}}), false}};
      break;
    case Shape::kScalar:
    case Shape::kColumnType:
    case Shape::kAny:
    case Shape::kTemplate:
      all = scalar_samples(field, type);
      all.push_back({"list", List{"x"}, false});
      if (type.kind != TypeKind::kColumnType) all.push_back({"map", map_of({{"native", "y"}}), false});
  }
  all.push_back({"null", Value(), false});
  return all;
}

void Maker::envelopes(const schema::Kind& kind) {
  const auto base = [&] { return least_resource(kind, next_name()); };
  const auto with = [&](const char* key, Value value) {
    Value document = base();
    document.as_map()->set(key, std::move(value));
    return document;
  };
  add("document: least", base(), true);
  add("document: no apiVersion", without(base(), "apiVersion"), false);
  add("document: no kind", without(base(), "kind"), false);
  add("document: no metadata", without(base(), "metadata"), false);
  add("document: unknown key", with("statuss", 1), false);
  add("document: another version", with("apiVersion", "dac/v9"), false);
  add("document: another tool's", with("apiVersion", "apps/v1"), true);
  add("document: kind is a list", with("kind", List{"Topic"}), false);
  add("document: metadata is a text", with("metadata", "x"), false);
  add("document: spec is a list", with("spec", List{"x"}), false);
  add("document: spec is null", with("spec", Value()), true);
  add("document: a list", List{"x"}, false);
}

}  // namespace

Value least_resource(const schema::Kind& kind, const std::string& name) {
  return map_of({{"apiVersion", "dac/v1"},
                 {"kind", kind.name},
                 {"metadata", map_of({{"name", name}})},
                 {"spec", least_of(kind.fields)}});
}

Corpus make_corpus() {
  Corpus corpus = Maker().run();
  add_instances(corpus);
  add_projects(corpus);
  return corpus;
}

}  // namespace dac::test
