#include "planner/policy/project_relations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>
#include <utility>

#include "planner/diff/leaves.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

using schema::Project;
using schema::Resource;
using Columns = std::span<const RelationColumn>;

constexpr RelationColumn text(std::string_view name, std::string_view doc) { return {name, "TEXT", doc}; }
constexpr RelationColumn integer(std::string_view name, std::string_view doc) { return {name, "INTEGER", doc}; }

/// Those, and where in the files a row comes from: what put() adds to it.
template <std::size_t kCount>
constexpr std::array<RelationColumn, kCount + 3> placed(const std::array<RelationColumn, kCount>& columns) {
  std::array<RelationColumn, kCount + 3> all{};
  std::copy(columns.begin(), columns.end(), all.begin());
  all[kCount] = text("file", "the file that says so, relative to the project");
  all[kCount + 1] = integer("line", "its line there, from 1");
  all[kCount + 2] = integer("column", "the column in that line, from 1");
  return all;
}

constexpr RelationColumn kResource = text("resource", "the resource: topic/orders");

constexpr auto kResources = placed(std::array{
    text("id", "topic/orders"), text("kind", "Topic"), text("name", "orders"),
    text("native_name", "what its target calls it"), text("owner", "the Team that owns it"),
    text("description", "what it is"), text("target", "the target that it goes to"),
    integer("managed", "1, or 0 where it is only read"), integer("protected", "1 where a delete needs an Approval"),
    integer("excluded", "1 where this environment leaves it out"),
    text("deprecated", "why, as JSON; null where it is not"),
    text("instance", "the blueprint's instance that made it: stream/clicks")});

constexpr auto kFields = placed(std::array{
    kResource, text("path", "as in a plan: spec.config[\"retention.ms\"], metadata.owner"),
    text("value", "the value as text; ${secret.NAME} for a secret"),
    RelationColumn{"number", "NUMERIC", "the value where it is a number; of a duration milliseconds, of a size bytes"},
    text("type", "string, integer, number, boolean, secret, list or map (empty ones)")});

constexpr std::array kLabels = {kResource, text("label", "the label's name"), text("value", "what it says")};

constexpr std::array kColumns = {kResource, text("name", "the column of a Table, the field of a Topic's events"),
                                 text("type", "its type: int64, decimal(10,2), ..."),
                                 integer("nullable", "1 where it may be null"), integer("number", "its place, from 1")};

constexpr auto kReferences =
    placed(std::array{text("resource", "the one that refers"), text("refers_to", "the one referred to"),
                      text("via", "reads, writes, schema, calls or consents"),
                      text("columns", "on reads, a JSON list: the columns that may be read; [\"*\"] for all")});

constexpr auto kTeams = placed(std::array{text("name", "the team's name"), text("description", "what it is"),
                                          text("email", "a mail address"), text("slack", "a Slack channel"),
                                          text("github", "a GitHub team or user"),
                                          text("paths", "a JSON list of globs: where its files lie"),
                                          text("names", "a JSON list of globs: the names that it may use"),
                                          integer("resources", "how many resources it owns")});

constexpr auto kInstances = placed(std::array{
    text("id", "stream/clicks"), text("kind", "Stream"), text("name", "clicks"), text("owner", "the Team that owns it"),
    text("blueprint", "blueprint/stream"), text("arguments", "a JSON object: each parameter's value")});

constexpr auto kChanges = placed(std::array{
    text("step", "the plan's step: s1"), text("action", "create, update, replace, delete, adopt or forget"), kResource,
    text("kind", "Topic"), text("owner", "the Team that owns it"), text("target", "the target that it goes to"),
    text("risk", "safe, restart, reprocess, breaking, data-loss or forbidden"),
    integer("blocked", "1 where something keeps it from being applied"),
    text("path", "the field that changes; null for a step that changes none"),
    text("before", "what it was; null on create"), text("after", "what it will be; null on delete"),
    text("cause", "file, drift, dependency or adopt")});

constexpr std::array kTables = {text("name", "a relation that a query may read"), text("column", "a column of it"),
                                text("type", "TEXT, INTEGER or NUMERIC"), text("doc", "what it holds")};

/// The text of a scalar, or JSON.
Value text_of(const Value& value) {
  if (value.is_null()) return {};
  if (value.as_string() != nullptr) return value;
  if (const Secret* secret = value.as_secret()) return secret->text;
  if (value.is_unknown()) return "(known after apply)";
  if (value.is_hidden()) return "(hidden)";
  return to_json(value);
}

Value text_of(const std::optional<Value>& value) { return value ? text_of(*value) : Value(); }
Value or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

std::string_view type_of(const Value& value) {
  constexpr std::array<std::string_view, 10> kNames = {"null", "boolean", "integer", "number",  "string",
                                                       "list", "map",     "secret",  "unknown", "hidden"};
  return kNames[value.data().index()];
}

/// Also of a text that is an integer as it is written canonically: entries of `config` are texts.
Value number_of(const Value& value) {
  if (value.as_int() != nullptr || value.as_double() != nullptr) return value;
  const std::string* text = value.as_string();
  if (text == nullptr) return {};
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  const bool is_number = error == std::errc() && end == text->data() + text->size() && std::to_string(number) == *text;
  return is_number ? Value(number) : Value();
}

class Rows {
 public:
  Rows(const Project& project, const RowSink& sink) : project_(project), sink_(sink) {}

  void resources() const {
    for (const Resource& one : project_.resources)
      put({one.id, one.kind->name, one.name, one.native_name(), or_null(one.owner), or_null(one.description),
           or_null(one.target), int{one.managed}, int{one.is_protected(project_.ephemeral)}, int{one.excluded},
           text_of(one.deprecated), or_null(one.made_by)},
          one.origin);
  }

  void fields() const {
    for (const Resource& one : project_.resources) {
      const auto leaf = [&](const std::string& path, const Value& value) {
        put({one.id, path, text_of(value), number_of(value), type_of(value)},
            value.origin().known() ? value.origin() : one.origin);
      };
      leaf("metadata.name", one.name);
      if (!one.owner.empty()) leaf("metadata.owner", one.owner);
      if (!one.description.empty()) leaf("metadata.description", one.description);
      visit_leaves("spec", one.kind->fields, one.spec, leaf);
    }
  }

  void labels() const {
    for (const Resource& one : project_.resources)
      for (const auto& [label, value] : one.labels) sink_({one.id, label, text_of(value)});
  }

  void columns() const {
    for (const Resource& one : project_.resources) {
      int number = 0;
      for (const schema::Column& column : project_.columns(one.id))
        sink_({one.id, column.name, schema::column_type_name(column.type), int{column.nullable}, ++number});
    }
  }

  void references() const {
    for (const schema::Reference& one : project_.references) {
      List columns(one.columns.begin(), one.columns.end());
      put({one.from, one.to, schema::via_name(one.via),
           one.via == schema::Via::kReads ? Value(to_json(columns)) : Value()},
          one.origin);
    }
  }

  void teams() const {
    std::map<std::string_view, std::int64_t> owned;
    for (const Resource& one : project_.resources) ++owned[one.owner];
    for (const Resource* team : project_.of_kind("Team")) {
      const Value* contacts = team->spec.get("contacts");
      const auto contact = [&](const char* key) {
        return contacts == nullptr ? Value() : or_null(contacts->get_string(key));
      };
      const auto globs = [&](const char* key) {
        const Value* list = team->spec.get(key);
        return list == nullptr ? Value() : Value(to_json(*list));
      };
      put({team->name, or_null(team->description), contact("email"), contact("slack"), contact("github"),
           globs("paths"), globs("names"), owned[team->name]},
          team->origin);
    }
  }

  void instances() const {
    for (const schema::Instance& one : project_.instances)
      put({one.id, one.kind, one.name, or_null(one.owner), one.blueprint, to_json(one.arguments)}, one.origin);
  }

  void changes(const Plan& plan) const {
    for (const Step& step : plan.steps) {
      const std::string lower = step.resource.substr(0, step.resource.find('/'));
      const schema::Kind* kind = schema::find_kind_lower(lower);
      const List head = {step.id,
                         action_name(step.action),
                         step.resource,
                         kind == nullptr ? Value(lower) : Value(kind->name),
                         or_null(step.owner),
                         or_null(step.target),
                         risk_name(step.risk),
                         int{!step.blocked_by.empty()}};
      const auto with = [&](const List& tail, const Origin& origin) {
        List row = head;
        row.insert(row.end(), tail.begin(), tail.end());
        put(std::move(row), origin.known() ? origin : step.origin);
      };
      for (const FieldChange& change : step.changes)
        with({change.path, text_of(change.before), text_of(change.after), cause_name(change.cause)}, change.origin);
      if (step.changes.empty()) with({Value(), Value(), Value(), Value()}, step.origin);
    }
  }

  void tables() const {
    for (const Relation& relation : query_relations())
      for (const RelationColumn& column : relation.columns)
        sink_({relation.name, column.name, column.type, column.doc});
  }

 private:
  /// A row that ends in its place in the files.
  void put(List row, const Origin& at) const {
    if (at.known()) {
      row.emplace_back(project_.sources->path(at.file));
      row.emplace_back(std::int64_t{at.line});
      row.emplace_back(std::int64_t{at.column});
    } else {
      row.resize(row.size() + 3);
    }
    sink_(row);
  }

  const Project& project_;
  const RowSink& sink_;
};

struct Entry {
  Relation relation;
  void (Rows::*rows)() const;  // null: a plan's
};

constexpr std::array kEntries = {
    Entry{{"resources", "every resource of the environment", kResources}, &Rows::resources},
    Entry{{"fields", "every value that a resource declares", kFields}, &Rows::fields},
    Entry{{"labels", "the labels of resources", kLabels}, &Rows::labels},
    Entry{{"columns", "the columns of Tables and of Topics with a value schema", kColumns}, &Rows::columns},
    Entry{{"references", "which resource refers to which; `refs` is the same, without quotes", kReferences},
          &Rows::references},
    Entry{{"refs", "`references` by a name that SQL takes without quotes", kReferences}, &Rows::references},
    Entry{{"teams", "the Teams", kTeams}, &Rows::teams},
    Entry{{"instances", "the instances of blueprints", kInstances}, &Rows::instances},
    Entry{{"changes", "what a plan made now would change; reads the live systems", kChanges}, nullptr},
    Entry{{"tables", "these relations and their columns", kTables}, &Rows::tables},
};

constexpr auto kRelations = [] {
  std::array<Relation, kEntries.size()> relations{};
  std::transform(kEntries.begin(), kEntries.end(), relations.begin(),
                 [](const Entry& entry) { return entry.relation; });
  return relations;
}();

const Entry* find_entry(const Relation& relation) {
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [&](const Entry& entry) { return entry.relation.name == relation.name; });
  return found == kEntries.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Relation> query_relations() { return kRelations; }

bool is_of_a_plan(const Relation& relation) {
  const Entry* entry = find_entry(relation);
  return entry != nullptr && entry->rows == nullptr;
}

void project_rows(const Relation& relation, const Project& project, const RowSink& sink) {
  const Entry* entry = find_entry(relation);
  if (entry != nullptr && entry->rows != nullptr) (Rows(project, sink).*entry->rows)();
}

void change_rows(const Plan& plan, const Project& project, const RowSink& sink) { Rows(project, sink).changes(plan); }

}  // namespace dac::planner
