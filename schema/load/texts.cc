// Texts in files of their own (sqlFile, schemaFile), and which text of a map by dialect is the one.

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unordered_map>

#include "schema/base/parallel.h"
#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/files.h"
#include "schema/load/resolution.h"

namespace dac::schema {
namespace {

/// `map` with one more field, in the order of the table.
Map with_field(Map map, std::span<const Field> fields, std::string_view name, Value value) {
  map.set(std::string(name), std::move(value));
  Map ordered;
  ordered.reserve(map.size());
  for (const Field& field : fields)
    if (Value* found = map.find(field.name)) ordered.set(std::string(field.name), std::move(*found));
  return ordered;
}

void set_field(Resource& resource, std::string_view name, Value value) {
  const Origin origin = resource.spec.origin();
  resource.spec =
      Value(with_field(std::move(*resource.spec.as_map()), resource.kind->fields, name, std::move(value)), origin);
}

struct Reading {
  std::size_t resource;
  const TextRequest* request;
  std::optional<Result<ProjectText>> answer = std::nullopt;
};

/// The ids of the sources, so that a text which an earlier resolve has read keeps its id.
std::unordered_map<std::string_view, std::uint32_t> source_ids(const Sources& sources) {
  std::unordered_map<std::string_view, std::uint32_t> ids;
  for (std::uint32_t id = 1; id <= sources.size(); ++id) ids.emplace(sources.path(id), id);
  return ids;
}

void put_text(Resource& resource, const TextRequest& request, std::string text, std::uint32_t file) {
  Value value(std::move(text), Origin{file, 1, 1});
  if (request.dialect.empty()) return set_field(resource, request.field, std::move(value));
  Map texts;
  if (Value* before = resource.spec.as_map()->find(request.field); before != nullptr && before->as_map() != nullptr)
    texts = std::move(*before->as_map());
  texts.set(request.dialect, std::move(value));
  set_field(resource, request.field, Value(std::move(texts), request.origin));
}

bool has_sql(const Resource& resource) { return find_field(resource.kind->fields, "sql") != nullptr; }

void choose_dialect(Resolution& r, Resource& resource, Extra& extra) {
  Value* sql = resource.spec.as_map()->find("sql");
  if (sql == nullptr) {
    if (!extra.broken)
      r.report(resource, codes::kMissingField, resource.origin, "'sql' is missing", "give sql, or sqlFile with a path");
    extra.broken = true;
    return;
  }
  Map* texts = sql->as_map();
  if (texts == nullptr) return;
  const Target* target = r.project.find_target(resource.target);
  const auto* facts = target == nullptr || !r.options.provider ? nullptr : r.options.provider(target->provider);
  Value* text = facts == nullptr ? nullptr : texts->find(facts->dialect);
  if (text != nullptr) {
    set_field(resource, "sql", Value(std::move(*text)));
    return;
  }
  if (facts != nullptr && !extra.broken) {
    std::vector<std::string> there;
    for (const auto& [dialect, entry] : *texts) there.push_back(dialect);
    r.report(resource, codes::kNoDialectText, sql->origin(),
             fmt::format("no SQL for dialect '{}' of target '{}'", facts->dialect, resource.target),
             fmt::format("there is a text for {}", join(there, ", ")));
  }
  extra.broken = true;
  resource.spec.as_map()->erase("sql");
}

}  // namespace

void read_texts(Resolution& r) {
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < r.extras.size(); ++i)
    for (const TextRequest& request : r.extras[i].texts) readings.push_back({i, &request});
  if (readings.empty()) return;
  const Sources& sources = *r.loaded.sources;
  parallel_for(readings.size(), [&](std::size_t i) {
    const TextRequest& request = *readings[i].request;
    readings[i].answer = read_project_text(r.loaded.files->root, sources.path(request.origin.file), request.path);
  });
  auto ids = source_ids(sources);
  for (Reading& reading : readings) {
    Resource& resource = r.project.resources[reading.resource];
    Result<ProjectText>& answer = *reading.answer;
    if (!answer) {
      r.report(resource, answer.error().code, reading.request->origin, answer.error().message, answer.error().help);
      r.extras[reading.resource].broken = true;
      continue;
    }
    const auto found = ids.find(answer->path);
    const std::uint32_t id = found != ids.end() ? found->second : r.loaded.sources->add(answer->path, answer->text);
    if (found == ids.end()) ids.emplace(sources.path(id), id);
    put_text(resource, *reading.request, std::move(answer->text), id);
  }
}

void choose_dialects(Resolution& r) {
  for (std::size_t i = 0; i < r.extras.size(); ++i) {
    Resource& resource = r.project.resources[i];
    if (has_sql(resource)) choose_dialect(r, resource, r.extras[i]);
    r.extras[i].texts = {};
  }
}

}  // namespace dac::schema
