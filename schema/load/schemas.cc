// The texts of Schemas, parsed on all cores: their problems, and the record schemas that give topics their columns.

#include <algorithm>

#include "schema/base/parallel.h"
#include "schema/load/resolution.h"
#include "schema/load/text_place.h"

namespace dac::schema {

void parse_schemas(Resolution& r) {
  struct Parse {
    std::size_t resource;
    const Value* text;
    ParsedSchema parsed = {};
  };
  std::vector<Parse> parses;
  for (std::size_t i = 0; i < r.project.resources.size(); ++i) {
    const Resource& resource = r.project.resources[i];
    if (resource.kind->name != "Schema") continue;
    const std::string format = resource.spec.get_string("format");
    const Value* text = resource.spec.get("schema");
    if (text != nullptr && (format == "avro" || format == "json")) parses.push_back({i, text});
  }
  parallel_for(parses.size(), [&](std::size_t i) {
    const Resource& resource = r.project.resources[parses[i].resource];
    parses[i].parsed = parse_schema(resource.spec.get_string("format"), *parses[i].text->as_string());
  });
  for (Parse& parse : parses) {
    const Resource& resource = r.project.resources[parse.resource];
    for (SchemaProblem& problem : parse.parsed.problems) {
      const std::size_t offset =
          problem.line == 0 ? 0 : offset_of(*parse.text->as_string(), problem.line, std::max(problem.column, 1));
      r.report(resource, problem.code, text_place(*r.loaded.sources, *parse.text, offset), std::move(problem.message),
               std::move(problem.help));
    }
    if (parse.parsed.schema != nullptr) r.project.record_schemas.emplace(resource.name, std::move(parse.parsed.schema));
  }
}

}  // namespace dac::schema
