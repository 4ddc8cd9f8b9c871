#include "planner/graph/field_lineage.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "schema/base/text.h"
#include "schema/load/relations.h"
#include "schema/load/text_place.h"
#include "schema/sql/lineage.h"

namespace dac::planner {
namespace {

using schema::Resource;
using schema::Via;

class FieldFinder {
 public:
  explicit FieldFinder(const schema::Project& project) : project_(project), relations_(project) {}

  std::vector<FieldEdge> run() {
    for (const Resource& resource : project_.resources) {
      if (resource.excluded) continue;
      const std::string_view kind = resource.kind->name;
      if (kind == "Topic") topic(resource);
      if (kind == "Pipeline" || kind == "Endpoint") statement(resource);
      if (kind == "Application") application(resource);
    }
    const auto key = [](const FieldEdge& e) { return std::tie(e.from, e.from_field, e.to, e.to_field, e.via); };
    std::stable_sort(edges_.begin(), edges_.end(),
                     [&](const FieldEdge& a, const FieldEdge& b) { return key(a) < key(b); });
    const auto same = [&](const FieldEdge& a, const FieldEdge& b) { return key(a) == key(b); };
    edges_.erase(std::unique(edges_.begin(), edges_.end(), same), edges_.end());
    return std::move(edges_);
  }

 private:
  void topic(const Resource& topic) {
    const Value* value = topic.spec.get("value");
    const Value* schema = value == nullptr ? nullptr : value->get("schema");
    if (schema == nullptr) return;
    for (const std::string& name : columns(topic.id))
      edges_.push_back({"schema/" + *schema->as_string(), name, topic.id, name, Via::kSchema, schema->origin()});
  }

  void statement(const Resource& reader) {
    const Value* sql = reader.spec.get("sql");
    if (sql == nullptr || sql->as_string() == nullptr) return;
    const schema::SqlStatement read = schema::read_statement(*sql->as_string());
    const std::vector<schema::SqlOutput> outputs =
        schema::read_lineage(*sql->as_string(), [&](const schema::SqlName& name) -> const std::vector<std::string>* {
          const Resource* relation = relation_of(name);
          if (relation == nullptr) return nullptr;
          const std::vector<std::string>& known = columns(relation->id);
          return known.empty() ? nullptr : &known;
        });
    const std::vector<std::string> written = written_as(reader, read);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      for (const schema::SqlColumn& from : outputs[i].from)
        if (const Resource* relation = relation_of(read.relations[from.relation]); relation != nullptr)
          edges_.push_back({relation->id, from.name, reader.id, outputs[i].name, Via::kReads,
                            schema::text_place(*project_.sources, *sql, from.offset)});
      write(reader, outputs[i].name, i < written.size() ? written[i] : outputs[i].name);
    }
  }

  /// The names under which an INSERT that gives them by place writes its columns.
  std::vector<std::string> written_as(const Resource& pipeline, const schema::SqlStatement& read) {
    if (!read.is_insert || read.insert_by_name) return {};
    return read.insert_columns.empty() ? columns(pipeline.spec.get_string("into")) : read.insert_columns;
  }

  void write(const Resource& pipeline, const std::string& output, const std::string& name) {
    const Value* into = pipeline.spec.get("into");
    if (into == nullptr) return;
    const std::vector<std::string>& known = columns(*into->as_string());
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const std::string& column) { return equal_ignoring_case(column, name); });
    if (found != known.end())
      edges_.push_back({pipeline.id, output, *into->as_string(), *found, Via::kWrites, into->origin()});
  }

  void application(const Resource& application) {
    const Value* reads = application.spec.get("reads");
    if (reads == nullptr) return;
    for (const Value& read : *reads->as_list())
      if (const Value* fields = read.get("fields"); fields != nullptr)
        for (const Value& field : *fields->as_list())
          edges_.push_back({read.get_string("resource"), *field.as_string(), application.id, *field.as_string(),
                            Via::kReads, field.origin()});
  }

  const Resource* relation_of(const schema::SqlName& name) {
    const auto [found, is_new] = meant_.try_emplace(to_lower(join(name.parts, ".")), nullptr);
    if (is_new)
      if (const std::vector<const Resource*> all = relations_.find(name); !all.empty()) found->second = all.front();
    return found->second;
  }

  const std::vector<std::string>& columns(const std::string& id) {
    const auto [found, is_new] = columns_.try_emplace(id);
    if (is_new)
      for (const schema::Column& column : project_.columns(id)) found->second.push_back(column.name);
    return found->second;
  }

  const schema::Project& project_;
  schema::Relations relations_;
  std::map<std::string, const Resource*> meant_;  // by the name in SQL
  std::map<std::string, std::vector<std::string>> columns_;
  std::vector<FieldEdge> edges_;
};

}  // namespace

std::vector<FieldEdge> field_lineage(const schema::Project& project) { return FieldFinder(project).run(); }

}  // namespace dac::planner
