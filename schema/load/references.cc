// Who names whom: in fields, in SQL, in approvals. Every reference is found, or is a finding at the place that names
// it.

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <tuple>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/diag/codes/schema.h"
#include "schema/load/connector_topics.h"
#include "schema/load/consent.h"
#include "schema/load/relations.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"
#include "schema/load/text_place.h"
#include "schema/sql/columns.h"

namespace dac::schema {
namespace {

class ReferenceFinder {
 public:
  explicit ReferenceFinder(Resolution& r) : r_(r), relations_(r.project) {}

  void find(std::size_t index) {
    resource_ = &r_.project.resources[index];
    extra_ = &r_.extras[index];
    const std::string_view kind = resource_->kind->name;
    if (kind == "Topic") topic();
    if (kind == "Schema") schema_references();
    if (kind == "Pipeline") pipeline();
    if (kind == "Endpoint") reads_of_sql();
    if (kind == "Application") application();
    if (kind == "Connector") connector();
    if (kind == "Approval") approval();
  }

 private:
  void topic() {
    for (const std::string_view part : {"key", "value"})
      if (const Value* owner = resource_->spec.get(part))
        if (const Value* schema = owner->get("schema"))
          add("schema/" + *schema->as_string(), Via::kSchema, schema->origin());
  }

  void schema_references() {
    if (const Value* references = resource_->spec.get("references"))
      for (const Value& reference : *references->as_list())
        if (const Value* schema = reference.get("schema"))
          if (const Resource* to = add("schema/" + *schema->as_string(), Via::kSchema, schema->origin()))
            same_format(*to, schema->origin());
  }

  void same_format(const Resource& to, Origin origin) {
    const std::string ours = resource_->spec.get_string("format");
    const std::string theirs = to.spec.get_string("format");
    if (ours.empty() || theirs.empty() || ours == theirs) return;
    r_.report(*resource_, codes::kReferenceFormat, origin,
              fmt::format("a schema of format {} cannot use {} of format {}", ours, to.id, theirs),
              "write both in one format");
  }

  void connector() {
    for (const auto& [field, via] : {std::pair("reads", Via::kReads), std::pair("writes", Via::kWrites)})
      if (const Value* list = resource_->spec.get(field))
        for (const Value& relation : *list->as_list())
          if (add(*relation.as_string(), via, relation.origin()) != nullptr) reads_all();
    topics_of_config();
  }

  /// A connector takes events as they are, whatever is in them.
  void reads_all() {
    Reference& reference = r_.project.references.back();
    if (reference.via == Via::kReads) reference.columns = {"*"};
  }

  /// What is not declared of reads and writes is what the configuration names.
  void topics_of_config() {
    if (topics_.names.empty())
      for (const Resource& other : r_.project.resources)
        if (other.kind->name == "Topic" && topics_.ids.emplace(other.native_name(), other.id).second)
          topics_.names.push_back(topics_.ids.find(other.native_name())->first);
    const ConnectorTopics found = topics_of_connector(resource_->spec, topics_.names);
    const auto is_declared = [&](Via via) {
      return resource_->spec.get(via == Via::kReads ? "reads" : "writes") != nullptr;
    };
    for (const TopicUse& use : found.uses)
      if (!is_declared(use.via) && add(topics_.ids.at(std::string(use.topic)), use.via, use.origin) != nullptr)
        reads_all();
    for (const Origin& origin : found.bad_patterns)
      r_.report(*resource_, codes::kBadPattern, origin, "dac cannot read this expression",
                "declare `reads` or `writes`, so that what depends on the connector is known");
    for (const UnknownTopic& unknown : found.unknown)
      if (std::string help = did_you_mean(unknown.name, topics_.names); !help.empty() && !is_declared(Via::kReads))
        r_.report(*resource_, codes::kUnknownTopicName, unknown.origin,
                  fmt::format("no file declares a topic '{}'", unknown.name), std::move(help));
  }

  void application() {
    Map& spec = *resource_->spec.as_map();
    if (Value* reads = spec.find("reads"))
      std::erase_if(*reads->as_list(), [&](const Value& read) {
        const Value* named = read.get("resource");
        if (named == nullptr || is_left_out(*named->as_string())) return named != nullptr;
        const Via via = named->as_string()->starts_with("endpoint/") ? Via::kCalls : Via::kReads;
        if (const Resource* to = add(*named->as_string(), via, named->origin())) fields_read(read, *to);
        return false;
      });
    if (Value* writes = spec.find("writes"))
      std::erase_if(*writes->as_list(), [&](const Value& named) {
        if (is_left_out(*named.as_string())) return true;
        add(*named.as_string(), Via::kWrites, named.origin());
        return false;
      });
  }

  /// An Application's reads and writes of what this environment excludes do not count.
  bool is_left_out(std::string_view id) const {
    const Resource* to = r_.project.find(id);
    return to != nullptr && to->excluded && !resource_->excluded;
  }

  void fields_read(const Value& read, const Resource& to) {
    Reference& reference = r_.project.references.back();
    const std::vector<Column> columns = r_.project.columns(to.id);
    const Value* fields = read.get("fields");
    if (reference.via == Via::kReads && fields == nullptr) reference.columns = {"*"};
    if (fields == nullptr || reference.via != Via::kReads || r_.extras[r_.index_of(to.id)].broken) return;
    std::vector<std::string_view> names;
    for (const Column& column : columns) names.push_back(column.name);
    for (const Value& field : *fields->as_list()) {
      const std::string& name = *field.as_string();
      reference.columns.push_back(name);
      if (columns.empty() || std::find(names.begin(), names.end(), name) != names.end()) continue;
      r_.report(*resource_, codes::kUnknownColumn, field.origin(), fmt::format("{} has no field '{}'", to.id, name),
                choice_help(name, names));
    }
    std::sort(reference.columns.begin(), reference.columns.end());
  }

  void approval() {
    const Value* change = resource_->spec.get("change");
    const auto consent = change == nullptr ? std::nullopt : parse_consent(*change->as_string());
    if (!consent) return;
    for (const std::string& id : {consent->resource, consent->reader}) {
      if (r_.index_of(id) != std::string::npos)
        r_.project.references.push_back({resource_->id, id, Via::kConsents, change->origin(), {}});
      else if (r_.is_surely_missing(id))
        unknown(id, change->origin()).severity = Severity::Warning;
    }
  }

  void pipeline() {
    reads_of_sql();
    const Value* sql = resource_->spec.get("sql");
    const Value* into = resource_->spec.get("into");
    const Resource* declared = nullptr;
    if (into != nullptr) declared = add(*into->as_string(), Via::kWrites, into->origin());
    if (declared != nullptr && !is_relation(*declared)) no_relation(*declared, into->origin());
    if (extra_->statement == nullptr || !extra_->statement->problems.empty()) return;
    if (extra_->statement->insert_target.empty()) {
      if (into == nullptr && !extra_->broken)
        r_.report(*resource_, codes::kNoDestination, resource_->origin, "the pipeline's answer goes nowhere",
                  "give into: topic/NAME or table/NAME, or write INSERT INTO");
      return;
    }
    const SqlName& name = extra_->statement->insert_target.front();
    const Origin place = text_place(*r_.loaded.sources, *sql, name.offset);
    const Resource* target = relation_of(name, place);
    if (target == nullptr) return;
    if (into == nullptr) {
      add(target->id, Via::kWrites, place);
      set_into(target->id, place);
    } else if (declared != nullptr && declared != target) {
      r_.report(*resource_, codes::kOtherDestination, place,
                fmt::format("the INSERT writes {}, 'into' names {}", target->id, declared->id),
                "leave 'into' out, or name the same relation")
          .notes.push_back({"'into' is here", into->origin()});
    }
  }

  /// The INSERT's target says what `into` would.
  void set_into(const std::string& id, Origin place) {
    Map& spec = *resource_->spec.as_map();
    spec.set("into", Value(id, place));
    Map ordered;
    for (const Field& field : resource_->kind->fields)
      if (Value* value = spec.find(field.name)) ordered.set(std::string(field.name), std::move(*value));
    spec = std::move(ordered);
  }

  void reads_of_sql() {
    if (extra_->statement == nullptr) return;
    const Value& sql = *resource_->spec.get("sql");
    std::map<std::string, const Resource*> known;  // by the name in SQL
    std::map<std::string, std::size_t> places;     // of the reference to each relation
    std::vector<const Resource*> meant;            // by each name in order
    for (const SqlName& name : extra_->statement->relations) {
      const auto [found, is_new] = known.try_emplace(key(name), nullptr);
      if (is_new) {
        const Origin place = text_place(*r_.loaded.sources, sql, name.offset);
        const Resource* relation = found->second =
            name.doubt == SqlDoubt::kNone ? relation_of(name, place) : maybe(name);
        if (relation != nullptr && name.doubt != SqlDoubt::kColumn && !places.contains(relation->id) &&
            add(relation->id, Via::kReads, place) != nullptr)
          places.emplace(relation->id, r_.project.references.size() - 1);
      }
      meant.push_back(found->second);
    }
    columns_of_sql(sql, known, meant, places);
  }

  void columns_of_sql(const Value& sql, const std::map<std::string, const Resource*>& known,
                      const std::vector<const Resource*>& meant, std::map<std::string, std::size_t>& places) {
    const SqlColumns columns = read_columns(*sql.as_string(), [&](const SqlName& name) {
      const Resource* relation = known.at(key(name));
      return relation == nullptr ? nullptr : column_names(*relation);
    });
    // What may be a column is a relation if it is none.
    for (const SqlColumn& column : columns.read)
      if (const Resource* relation = meant[column.relation]; relation != nullptr && !places.contains(relation->id))
        if (const SqlName& name = extra_->statement->relations[column.relation]; name.doubt == SqlDoubt::kColumn)
          if (add(relation->id, Via::kReads, text_place(*r_.loaded.sources, sql, name.offset)) != nullptr)
            places.emplace(relation->id, r_.project.references.size() - 1);
    for (const SqlColumn& column : columns.read)
      if (const Resource* relation = meant[column.relation]; relation != nullptr)
        if (const auto place = places.find(relation->id); place != places.end())
          r_.project.references[place->second].columns.push_back(column.name);
    for (const auto& [id, place] : places) {
      std::vector<std::string>& names = r_.project.references[place].columns;
      if (std::find(names.begin(), names.end(), "*") != names.end()) names = {"*"};
      std::sort(names.begin(), names.end());
      names.erase(std::unique(names.begin(), names.end()), names.end());
    }
    for (const SqlStray& stray : columns.strays) unknown_column(stray, sql, meant);
  }

  /// Of a name in SQL: one that is no relation is a mistake only where it can be nothing else.
  static std::string key(const SqlName& name) {
    return (name.doubt == SqlDoubt::kNone ? "" : "?") + to_lower(join(name.parts, "."));
  }

  const Resource* maybe(const SqlName& name) const {
    const std::vector<const Resource*> found = relations_.find(name);
    return found.size() == 1 && is_relation(*found.front()) ? found.front() : nullptr;
  }

  /// nullptr where they are not known.
  const std::vector<std::string>* column_names(const Resource& relation) {
    const auto [found, is_new] = column_names_.try_emplace(relation.id);
    if (is_new)
      for (const Column& column : r_.project.columns(relation.id)) found->second.push_back(column.name);
    return found->second.empty() ? nullptr : &found->second;
  }

  void unknown_column(const SqlStray& stray, const Value& sql, const std::vector<const Resource*>& meant) {
    std::vector<std::string_view> names;
    std::vector<std::string> ids;
    for (const std::size_t relation : stray.relations) {
      const Resource& resource = *meant[relation];
      if (!resource.managed || r_.extras[r_.index_of(resource.id)].broken) return;
      if (std::find(ids.begin(), ids.end(), resource.id) != ids.end()) continue;
      ids.push_back(resource.id);
      for (const std::string& name : *column_names(resource)) names.emplace_back(name);
    }
    const std::string where = ids.size() == 1 ? ids[0] + " has no" : "none of " + join(ids, ", ") + " has a";
    r_.report(*resource_, codes::kUnknownColumn, text_place(*r_.loaded.sources, sql, stray.offset),
              fmt::format("{} column '{}'", where, stray.name), choice_help(stray.name, names));
  }

  const Resource* relation_of(const SqlName& name, Origin place) {
    const std::vector<const Resource*> found = relations_.find(name);
    if (found.empty()) {
      if (r_.is_surely_missing(name.parts.back()))
        unknown_relation(name, place);
      else
        extra_->broken = true;
      return nullptr;
    }
    const Resource& first = *found.front();
    const bool ambiguous =
        std::any_of(found.begin(), found.end(), [&](const Resource* other) { return other->target != first.target; });
    if (ambiguous) {
      std::vector<std::string> ids;
      for (const Resource* one : found) ids.push_back(fmt::format("{} of target '{}'", one->id, one->target));
      r_.report(*resource_, codes::kAmbiguousRelation, place,
                fmt::format("'{}' fits {}", join(name.parts, "."), join(ids, " and ")),
                "give one of them another name, or write the spec.name of the one that is meant");
      return nullptr;
    }
    if (is_relation(first)) return &first;
    no_relation(first, place);
    return nullptr;
  }

  void no_relation(const Resource& topic, Origin place) {
    const std::size_t index = r_.index_of(topic.id);
    if (r_.extras[index].broken) return;
    r_.report(*resource_, codes::kNoRelation, place,
              fmt::format("{} has no value schema, so it has no columns", topic.id),
              "give the topic value: {schema: NAME}")
        .notes.push_back({"the topic is here", topic.origin});
  }

  /// "there are a, b and 9 more".
  static std::string listed(std::span<const std::string_view> names) {
    constexpr std::size_t kMost = 8;
    std::string text = fmt::format("there are {}", join(names.first(std::min(kMost, names.size())), ", "));
    if (names.size() > kMost) text += fmt::format(" and {} more", names.size() - kMost);
    return text;
  }

  void unknown_relation(const SqlName& name, Origin place) {
    const std::vector<std::string_view> names = relations_.names();
    std::string help = did_you_mean(name.parts.back(), names);
    if (help.empty())
      help = names.empty() ? "the project declares no topic and no table"
                           : "SQL names relations by their resource's name; " + listed(names);
    r_.report(*resource_, codes::kUnknownReference, place,
              fmt::format("there is no topic or table '{}'", join(name.parts, ".")), std::move(help));
  }

  Finding& unknown(std::string_view id, Origin origin) {
    const std::string_view lower = id.substr(0, id.find('/'));
    std::vector<std::string_view> names;
    for (const Resource& other : r_.project.resources)
      if (other.kind->lower == lower) names.push_back(other.name);
    std::string help = did_you_mean(id.substr(id.find('/') + 1), names);
    if (help.empty()) help = names.empty() ? fmt::format("the project declares no {}", lower) : listed(names);
    return r_.report(*resource_, codes::kUnknownReference, origin, fmt::format("there is no {}", id), std::move(help));
  }

  /// The resource that is named, with a reference to it; nullptr where there is none.
  const Resource* add(const std::string& id, Via via, Origin origin) {
    const std::size_t index = r_.index_of(id);
    if (index == std::string::npos) {
      if (r_.is_surely_missing(id))
        unknown(id, origin);
      else
        extra_->broken = true;
      return nullptr;
    }
    const Resource& to = r_.project.resources[index];
    if (to.excluded && !resource_->excluded)
      r_.report(*resource_, codes::kNeedsExcluded, origin,
                fmt::format("{} needs {}, which environment '{}' excludes", resource_->id, id, r_.environment->name),
                "exclude both, or none");
    r_.project.references.push_back({resource_->id, id, via, origin, {}});
    return &to;
  }

  Resolution& r_;
  Relations relations_;
  std::map<std::string, std::vector<std::string>> column_names_;  // by relation
  struct {
    std::map<std::string, std::string> ids;  // of Topics, by their names in the cluster
    std::vector<std::string_view> names;     // the same names
  } topics_;                                 // filled where a connector asks
  Resource* resource_ = nullptr;
  Extra* extra_ = nullptr;
};

}  // namespace

void find_references(Resolution& r) {
  ReferenceFinder finder(r);
  for (std::size_t i = 0; i < r.extras.size(); ++i) finder.find(i);
  std::stable_sort(
      r.project.references.begin(), r.project.references.end(),
      [](const Reference& a, const Reference& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
}

}  // namespace dac::schema
