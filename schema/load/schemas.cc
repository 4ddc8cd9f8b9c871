// The texts of Schemas, parsed on all cores: their problems, and the record schemas that give topics their columns.

#include <algorithm>
#include <set>

#include "schema/base/parallel.h"
#include "schema/diag/codes/schema.h"
#include "schema/load/resolution.h"
#include "schema/load/text_place.h"
#include "schema/model/schema_references.h"

namespace dac::schema {
namespace {

struct Parse {
  std::size_t resource;
  const Value* text;
  ReferencedSchemas used = {};
  ParsedSchema parsed = {};
};

bool is_error(const SchemaProblem& problem) { return code_info(problem.code).severity == Severity::Error; }

/// A name that leads nowhere may only follow from a schema that was refused.
bool may_follow(const SchemaProblem& problem, const Parse& parse, const std::set<std::string, std::less<>>& refused) {
  if (problem.code != codes::kAvroUnknownType && problem.code != codes::kJsonSchemaBadReference &&
      problem.code != codes::kProtoDoesNotParse)
    return false;
  return !parse.used.complete || std::any_of(parse.used.ids.begin(), parse.used.ids.end(),
                                             [&](const std::string& id) { return refused.contains(id); });
}

}  // namespace

void parse_schemas(Resolution& r) {
  std::vector<Parse> parses;
  for (std::size_t i = 0; i < r.project.resources.size(); ++i) {
    const Resource& resource = r.project.resources[i];
    if (resource.kind->name != "Schema") continue;
    const std::string format = resource.spec.get_string("format");
    const Value* text = resource.spec.get("schema");
    if (text != nullptr && (format == "avro" || format == "json" || format == "protobuf")) parses.push_back({i, text});
  }
  parallel_for(parses.size(), [&](std::size_t i) {
    const Resource& resource = r.project.resources[parses[i].resource];
    parses[i].used = referenced_schemas(r.project, resource);
    parses[i].used.complete = parses[i].used.complete && !r.extras[parses[i].resource].broken;
    parses[i].parsed =
        parse_schema(resource.spec.get_string("format"), *parses[i].text->as_string(), parses[i].used.schemas);
  });
  std::set<std::string, std::less<>> refused;
  for (const Parse& parse : parses)
    if (std::any_of(parse.parsed.problems.begin(), parse.parsed.problems.end(), is_error))
      refused.insert(r.project.resources[parse.resource].id);
  for (Parse& parse : parses) {
    const Resource& resource = r.project.resources[parse.resource];
    for (SchemaProblem& problem : parse.parsed.problems) {
      if (may_follow(problem, parse, refused)) continue;
      const std::size_t offset =
          problem.line == 0 ? 0 : offset_of(*parse.text->as_string(), problem.line, std::max(problem.column, 1));
      r.report(resource, problem.code, text_place(*r.loaded.sources, *parse.text, offset), std::move(problem.message),
               std::move(problem.help));
    }
    if (parse.parsed.schema != nullptr) r.project.record_schemas.emplace(resource.name, std::move(parse.parsed.schema));
  }
}

}  // namespace dac::schema
