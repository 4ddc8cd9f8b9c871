#include "planner/import/things.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/evolve/record_schema.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

using schema::Field;
using schema::TypeKind;

/// How files with schemas end.
struct Suffix {
  std::string_view format;
  std::string_view text;
};
constexpr std::array<Suffix, 3> kSuffixes = {Suffix{"avro", ".avsc"}, Suffix{"json", ".json"},
                                             Suffix{"protobuf", ".proto"}};

/// The kind whose spec an object's fields have the shape of.
const schema::Kind* kind_of(std::string_view object) {
  if (object == "acl") return nullptr;  // one of the rights of an Acl or Application
  return object == "subject" ? schema::find_kind("Schema") : schema::find_kind_lower(object);
}

/// A user is one way for one name to log in: "alice by SCRAM-SHA-256".
std::string native_name(const providers::ObjectKey& key) {
  return key.kind == "user" ? key.name.substr(0, key.name.rfind(" by ")) : key.name;
}

bool is_told(const Value& value) {
  return !value.is_null() && !value.is_unknown() && (value.as_map() == nullptr || !value.as_map()->empty()) &&
         (value.as_list() == nullptr || !value.as_list()->empty());
}

/// A map of entries, sorted, without those that nobody set; what must not be shown becomes a note.
Map tidy_config(const Value& config, const std::vector<std::string>& defaults, std::vector<std::string>& notes) {
  Map entries;
  std::vector<std::string> hidden;
  for (const auto& [name, value] : *config.as_map()) {
    if (std::ranges::binary_search(defaults, name) || value.is_unknown()) continue;
    if (value.is_hidden())
      hidden.push_back(name);
    else if (!value.is_null())
      entries.set(name, tidy_entry(name, value));
  }
  entries.sort_keys();
  std::ranges::sort(hidden);
  if (!hidden.empty())
    notes.push_back(fmt::format("may hold secrets, so that they are not written here and stay as they are: {}",
                                join(hidden, ", ")));
  return entries;
}

std::string_view suffix_of(std::string_view format) {
  const auto* found = std::ranges::find(kSuffixes, format, &Suffix::format);
  return found == kSuffixes.end() ? ".txt" : found->text;
}

constexpr std::size_t kWidth = 100;

/// JSON with what is short on one line.
std::string lines_of(const Value& value, std::size_t indent) {
  const Map* map = value.as_map();
  const List* list = value.as_list();
  std::string short_form = to_json(value);
  const bool is_leaf = (map == nullptr || map->empty()) && (list == nullptr || list->empty());
  if (is_leaf || (indent > 0 && indent + short_form.size() < kWidth)) return short_form;
  const std::string margin(indent + 2, ' ');
  std::string out;
  const auto add = [&](const std::string& line) { out += (out.empty() ? "\n" : ",\n") + margin + line; };
  if (map != nullptr)
    for (const auto& [name, item] : *map) add(json_quote(name) + ": " + lines_of(item, indent + 2));
  else
    for (const Value& item : *list) add(lines_of(item, indent + 2));
  return (map != nullptr ? "{" : "[") + out + "\n" + std::string(indent, ' ') + (map != nullptr ? "}" : "]");
}

/// As its author would have it, where it still says the same.
std::string tidy_schema(const std::string& format, const std::string& text) {
  if (format == "protobuf") return text;
  const Result<Value> parsed = parse_json(text);
  if (!parsed) return text;
  std::string pretty = lines_of(*parsed, 0) + "\n";
  return schema::canonical_schema(format, pretty) == schema::canonical_schema(format, text) ? pretty : text;
}

bool is_choice(const Field& field, const Value& value) {
  const std::string* text = value.as_string();
  return field.type.kind != TypeKind::kEnum ||
         (text != nullptr && std::ranges::find(field.type.choices, *text) != field.type.choices.end());
}

void take_field(const Field& field, const Value& value, const Orphan& orphan, Draft& draft) {
  if (field.type.kind == TypeKind::kConfig && value.as_map() != nullptr) {
    Map entries = tidy_config(value, orphan.live.defaults, draft.notes);
    if (!entries.empty()) draft.spec.append(std::string(field.name), std::move(entries));
  } else if (draft.kind->name == "Schema" && field.name == "schema") {
    const std::string format = orphan.live.fields.get_string("format");
    draft.text = tidy_schema(format, *value.as_string());
    draft.suffix = suffix_of(format);
  } else if (!is_choice(field, value)) {
    draft.notes.push_back(fmt::format("its {} is {} now", field.name, *value.as_string()));
  } else if (const std::int64_t* number = value.as_int(); number != nullptr && field.type.kind == TypeKind::kDuration) {
    draft.spec.append(std::string(field.name), format_duration(*number));
  } else {
    draft.spec.append(std::string(field.name), value);
  }
}

/// Where a schema's name or subject leads.
class Schemas {
 public:
  Schemas(const std::vector<Draft>& drafts, const schema::Project& project) {
    for (const Draft& draft : drafts)
      if (draft.kind->name == "Schema") by_subject_.emplace(draft.native, draft.name);
    for (const schema::Resource* schema : project.of_kind("Schema"))
      by_subject_.emplace(schema->native_name(), schema->name);
  }
  [[nodiscard]] const std::string* find(const std::string& subject) const {
    const auto found = by_subject_.find(subject);
    return found == by_subject_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, std::string> by_subject_;
};

void need(Draft& draft, const std::string& schema) { draft.needs.push_back("schema/" + schema); }

void link_topic(Draft& topic, const Schemas& schemas) {
  for (const char* part : {"key", "value"})
    if (const std::string* schema = schemas.find(fmt::format("{}-{}", topic.native, part))) {
      Map named;
      named.set("schema", *schema);
      topic.spec.set(part, std::move(named));
      need(topic, *schema);
    }
}

void link_references(Draft& schema, const Schemas& schemas) {
  Value* references = schema.spec.find("references");
  if (references == nullptr || references->as_list() == nullptr) return;
  for (Value& reference : *references->as_list())
    if (const std::string* name = schemas.find(reference.get_string("schema"))) {
      reference.as_map()->set("schema", *name);
      need(schema, *name);
    }
}

/// A subject that is named after a topic which there is not.
void note_lonely(Draft& schema, const std::set<std::string>& topics) {
  for (const std::string_view end : {"-value", "-key"})
    if (schema.native.ends_with(end)) {
      const std::string topic = schema.native.substr(0, schema.native.size() - end.size());
      if (!topics.contains(topic)) schema.notes.push_back(fmt::format("there is no topic {}", topic));
    }
}

}  // namespace

Value tidy_entry(std::string_view name, const Value& value) {
  const std::string* text = value.as_string();
  const auto number = text == nullptr ? std::nullopt : parse_integer(*text);
  if (!number || *number <= 0) return value;
  if (name.ends_with(".ms")) return format_duration(*number);
  if (name.ends_with(".bytes")) return format_size(*number);
  return value;
}

std::optional<Draft> draft_of(const Orphan& orphan, Names& names) {
  const schema::Kind* kind = kind_of(orphan.live.key.kind);
  if (kind == nullptr || orphan.live.fields.as_map() == nullptr) return std::nullopt;
  Draft draft{.kind = kind, .native = native_name(orphan.live.key), .target = orphan.target};
  draft.name = names.take(*kind, draft.native);
  if (draft.name != draft.native) draft.spec.append("name", draft.native);
  for (const Field& field : kind->fields)
    if (const Value* value = orphan.live.fields.get(field.name); value != nullptr && is_told(*value))
      take_field(field, *value, orphan, draft);
  return draft;
}

void link_drafts(std::vector<Draft>& drafts, const schema::Project& project) {
  const Schemas schemas(drafts, project);
  std::set<std::string> topics;
  for (const Draft& draft : drafts)
    if (draft.kind->name == "Topic") topics.insert(draft.native);
  for (const schema::Resource* topic : project.of_kind("Topic")) topics.insert(topic->native_name());
  for (Draft& draft : drafts) {
    if (draft.kind->name == "Topic") link_topic(draft, schemas);
    if (draft.kind->name != "Schema") continue;
    link_references(draft, schemas);
    note_lonely(draft, topics);
  }
}

void drop_fallbacks(Draft& draft) {
  for (const Field& field : draft.kind->fields) {
    const Value* value = draft.spec.find(field.name);
    if (value == nullptr || field.fallback.empty()) continue;
    const std::string text = value->as_string() != nullptr ? *value->as_string() : to_json(*value);
    if (text == field.fallback) draft.spec.erase(field.name);
  }
}

}  // namespace dac::planner
