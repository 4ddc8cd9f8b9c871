// The columns of a topic, by what the registry holds.
#include "providers/local/catalogue.h"
#include "providers/local/live_schema.h"
#include "providers/local/log_table.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {

Result<std::vector<schema::Column>> topic_columns(Connection& connection, const std::string& topic) {
  auto row = find_object(connection, "topic", topic);
  if (!row) return fail(row.error());
  if (!*row)
    return fail(ErrorKind::kNotFound, codes::kNoSuchObject, "there is no topic '" + topic + "' on the platform",
                "apply it first");
  const Value* value = (*row)->fields.get("value");
  const std::string name = value == nullptr ? "" : value->get_string("schema");
  if (name.empty())
    return fail(ErrorKind::kInvalid, codes::kNoSuchObject,
                "topic '" + topic + "' has no value schema, so it has no columns", "give it value: {schema: ...}");
  auto schema = find_object(connection, "schema", name);
  if (!schema) return fail(schema.error());
  if (!*schema)
    return fail(ErrorKind::kNotFound, codes::kNoSuchObject, "there is no schema '" + name + "' on the platform",
                "apply it first");
  const auto parsed = parse_live_schema(connection, (*schema)->fields);
  if (!parsed) return fail(parsed.error());
  if (parsed->schema == nullptr)
    return fail(ErrorKind::kInvalid, codes::kNoSuchObject, "schema '" + name + "' on the platform does not parse");
  return parsed->schema->columns();
}

}  // namespace dac::local
