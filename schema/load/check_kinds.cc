// What a field table cannot say of a Table, a Topic, an Endpoint or a Schema: fields that need or exclude each other,
// columns that must exist, scalars typed by a column's type.

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unordered_map>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/literal.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"
#include "schema/model/parameters.h"
#include "schema/model/typed_text.h"

namespace dac::schema {
namespace {

const List& items_of(const Value& owner, std::string_view field) {
  static const List kNone;
  const Value* value = owner.get(field);
  return value == nullptr || value->as_list() == nullptr ? kNone : *value->as_list();
}

List* items_of(Value& owner, std::string_view field) {
  Map* map = owner.as_map();
  Value* value = map == nullptr ? nullptr : map->find(field);
  return value == nullptr ? nullptr : value->as_list();
}

class KindCheck {
 public:
  KindCheck(Resolution& r, Resource& resource, Extra& extra) : r_(r), resource_(resource), extra_(extra) {}

  void table() {
    List* columns = items_of(resource_.spec, "columns");
    if (columns == nullptr) return;
    if (columns->empty())
      report(codes::kMissingField, resource_.spec.get("columns")->origin(), "a table needs at least one column",
             "write columns: [{name: id, type: string}]");
    for (Value& column : *columns) table_column(*column.as_map(), column.origin());
    same_but_for_case("columns");
    same_but_for_case("indexes");
    std::vector<std::string> texts;  // copies: a column that is made not nullable grows, and its texts move
    for (const Value& column : *columns)
      if (const Value* name = column.get("name")) texts.push_back(*name->as_string());
    const std::vector<std::string_view> names(texts.begin(), texts.end());
    if (extra_.broken) return;
    for (const Value& key : items_of(std::as_const(resource_.spec), "primaryKey")) key_column(*columns, key, names);
    for (const Value& key : items_of(std::as_const(resource_.spec), "orderBy")) known_column(key, names, "orderBy");
    for (const Value& index : items_of(std::as_const(resource_.spec), "indexes"))
      for (const Value& column : items_of(index, "columns")) known_column(column, names, "columns");
  }

  void topic() {
    const Value* key = resource_.spec.get("key");
    const Value* field = key == nullptr ? nullptr : key->get("field");
    if (field != nullptr && key->get("schema") != nullptr)
      report(codes::kConflictingFields, key->origin(), "'schema' and 'field' are both given for 'key'",
             "a key has a Schema of its own, or is a field of the value");
    const Value* time = resource_.spec.get("eventTime");
    field_of_value(field, "key");
    field_of_value(time == nullptr ? nullptr : time->get("field"), "eventTime");
  }

  void schema() {
    if (extra_.broken || resource_.spec.get("schema") != nullptr) return;
    report(codes::kMissingField, resource_.origin, "'schema' is missing", "give schema, or schemaFile with a path");
    extra_.broken = true;
  }

  /// What ends a path in a URL, or would have to be written otherwise there.
  void path_characters(const Value& path) {
    const std::string& text = *path.as_string();
    const auto odd = std::find_if(text.begin(), text.end(), [](unsigned char c) {
      return c <= ' ' || c == 0x7f || c == '?' || c == '#' || c == '\\';
    });
    if (odd == text.end()) return;
    const bool is_query = *odd == '?';
    report(codes::kPathCharacter, path.origin(),
           fmt::format("path '{}' has {} in it", text,
                       *odd == ' '                                              ? "a space"
                       : static_cast<unsigned char>(*odd) < ' ' || *odd == 0x7f ? "a control character"
                                                                                : fmt::format("'{}'", *odd)),
           is_query ? "parameters are declared under params, and are no part of the path"
                    : "write letters, digits, '-', '_', '.' and '/'");
  }

  void endpoint() {
    if (const Value* path = resource_.spec.get("path"); path != nullptr && !path->as_string()->starts_with('/'))
      report(codes::kBadPath, path->origin(), fmt::format("path '{}' does not start with '/'", *path->as_string()),
             fmt::format("write /{}", *path->as_string()));
    else if (path != nullptr)
      path_characters(*path);
    List* params = items_of(resource_.spec, "params");
    if (params == nullptr) return;
    for (Value& param : *params) parameter(*param.as_map());
    same_but_for_case("params");
    if (extra_.broken) return;
    const Findings said = check_parameters(resource_);  // outlives the loop over its items
    for (Finding finding : said.items()) {
      finding.resource = resource_.id;
      r_.findings.add(std::move(finding));
    }
  }

 private:
  Finding& report(Code code, Origin origin, std::string message, std::string help = {}) {
    return r_.report(resource_, code, origin, std::move(message), std::move(help));
  }

  void table_column(Map& column, Origin origin) {
    const Value* native = column.find("native");
    if (native != nullptr && column.find("type") != nullptr) {
      report(codes::kConflictingFields, native->origin(), "'type' and 'native' are both given", "keep one of them");
      column.erase("native");
    } else if (native != nullptr) {
      Value type("native:" + *native->as_string(), native->origin());
      column.erase("native");
      column.set("type", std::move(type));
    } else if (column.find("type") == nullptr && !extra_.broken) {
      report(codes::kMissingField, origin, "'type' is missing",
             "a column has a type, or native with the target's own words");
    }
    type_default(column);
  }

  /// SQL ignores the case of names. Two that are just the same were reported with the list.
  void same_but_for_case(std::string_view field) {
    std::unordered_map<std::string, const Value*> seen;
    for (const Value& item : items_of(std::as_const(resource_.spec), field)) {
      const Value* name = item.get("name");
      if (name == nullptr) continue;
      const auto [first, is_new] = seen.emplace(to_lower(*name->as_string()), name);
      if (is_new || *first->second == *name) continue;
      report(codes::kSameButForCase, name->origin(),
             fmt::format("'{}' and '{}' in '{}' differ only in case", *first->second->as_string(), *name->as_string(),
                         field),
             "SQL ignores the case of names; give one of them another name")
          .notes.push_back({fmt::format("'{}' is here", *first->second->as_string()), first->second->origin()});
    }
  }

  void key_column(List& columns, const Value& key, const std::vector<std::string_view>& names) {
    if (!known_column(key, names, "primaryKey")) return;
    for (Value& column : columns) {
      if (column.get_string("name") != *key.as_string()) continue;
      if (column.get_bool("nullable", false))
        report(codes::kConflictingFields, column.get("nullable")->origin(),
               fmt::format("column '{}' is nullable and in the primary key", *key.as_string()), "leave nullable out");
      column.as_map()->set("nullable", Value(false, key.origin()));
    }
  }

  bool known_column(const Value& named, const std::vector<std::string_view>& names, std::string_view field) {
    const std::string& name = *named.as_string();
    if (std::find(names.begin(), names.end(), name) != names.end()) return true;
    report(codes::kUnknownColumn, named.origin(), fmt::format("'{}' names no column: '{}'", field, name),
           choice_help(name, names));
    return false;
  }

  void field_of_value(const Value* field, std::string_view owner) {
    if (field == nullptr) return;
    const Value* value = resource_.spec.get("value");
    if (value == nullptr) {
      if (!extra_.broken)
        report(codes::kMissingField, field->origin(),
               fmt::format("'{}' names a field, but the topic has no value schema", owner),
               "give value: {schema: NAME}");
      return;
    }
    const auto schema = r_.project.record_schemas.find(value->get_string("schema"));
    if (schema == r_.project.record_schemas.end()) return;
    std::vector<std::string_view> names;
    for (const Column& column : schema->second->columns()) names.push_back(column.name);
    known_column(*field, names, "field");
  }

  void parameter(Map& param) {
    if (const Value* name = param.find("name")) {
      const std::string& text = *name->as_string();
      const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
      if (!is_letter(text.front()) ||
          !std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); })) {
        report(codes::kBadName, name->origin(), fmt::format("'{}' is no name for a parameter", text),
               "it has ASCII letters, digits and '_', and does not start with a digit");
        extra_.broken = true;  // the SQL names the parameter that is meant
      }
    }
    const Value* fallback = param.find("default");
    if (fallback != nullptr && Value(param).get_bool("required"))
      report(codes::kConflictingFields, fallback->origin(), "a required parameter has a default", "keep one of them");
    const auto type = type_of(param);
    if (!type) return;
    // What does not fit its type is left as it is: check_parameters has more to say about it.
    for (const std::string_view field : {"default", "min", "max"})
      if (Value* value = param.find(field))
        if (auto typed = typed_literal(*type, *value)) *value = std::move(*typed);
    if (Value* choices = param.find("enum"))
      for (Value& item : *choices->as_list())
        if (auto typed = typed_literal(*type, item)) item = std::move(*typed);
  }

  static std::optional<ColumnType> type_of(const Map& owner) {
    const Value* name = owner.find("type");
    return name == nullptr ? std::nullopt : parse_column_type(*name->as_string());
  }

  /// Gives a column's default the type of the column.
  void type_default(Map& column) {
    Value* value = column.find("default");
    const auto type = value == nullptr ? std::nullopt : type_of(column);
    if (!type) return;
    if (auto typed = typed_literal(*type, *value))
      *value = std::move(*typed);
    else
      report(codes::kWrongType, value->origin(),
             fmt::format("expected {} for 'default', found '{}'", type_phrase(*type), *value->as_string()),
             std::string(type_form(type->kind)));
  }

  Resolution& r_;
  Resource& resource_;
  Extra& extra_;
};

}  // namespace

void check_kinds(Resolution& r) {
  for (std::size_t i = 0; i < r.extras.size(); ++i) {
    Resource& resource = r.project.resources[i];
    KindCheck check(r, resource, r.extras[i]);
    const std::string_view kind = resource.kind->name;
    if (kind == "Topic") check.topic();
    if (kind == "Table") check.table();
    if (kind == "Schema") check.schema();
    if (kind == "Endpoint") check.endpoint();
  }
}

}  // namespace dac::schema
