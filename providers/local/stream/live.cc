#include "providers/local/stream/live.h"

#include <fmt/format.h>
#include <utility>

#include "providers/local/catalogue.h"
#include "providers/local/column_sql.h"
#include "providers/local/live_schema.h"
#include "providers/local/log_table.h"
#include "providers/local/names.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/provider.h"

namespace dac::local::stream {
namespace {

/// The row of a topic by its name ignoring case.
Result<std::optional<ObjectRow>> topic_row(Connection& connection, const std::string& name) {
  auto exact = find_object(connection, "topic", name);
  if (!exact || *exact) return exact;
  auto result =
      connection.query("SELECT name FROM dac.objects WHERE kind = 'topic' AND lower(name) = lower($1)", {name});
  if (!result) return fail(std::move(result).error());
  if (!result->next()) return std::nullopt;
  return find_object(connection, "topic", std::string(result->text(0)));
}

std::string field_of(const Value& fields, std::string_view part) {
  const Value* value = fields.get(part);
  return value == nullptr ? std::string() : value->get_string("field");
}

/// The schema of a topic's values as it is on the platform.
Result<std::shared_ptr<const schema::RecordSchema>> schema_of(Connection& connection, const ObjectRow& topic) {
  const Value* value = topic.fields.get("value");
  const std::string name = value != nullptr ? value->get_string("schema") : std::string();
  if (name.empty())
    return fail(ErrorKind::kInvalid, codes::kTopicWithoutSchema,
                fmt::format("topic '{}' has no value schema", topic.name),
                "give it value: {schema: ...} and apply that; only then is it known what an event may hold");
  auto schema = find_object(connection, "schema", name);
  if (!schema) return fail(std::move(schema).error());
  if (!*schema)
    return fail(ErrorKind::kNotFound, codes::kTopicWithoutSchema,
                fmt::format("schema '{}' of topic '{}' is not on the platform", name, topic.name),
                "make it with dac apply");
  const auto parsed = parse_live_schema(connection, (*schema)->fields);
  if (!parsed) return fail(parsed.error());
  if (parsed->schema == nullptr)
    return fail(ErrorKind::kCorrupt, codes::kStoreCorrupt,
                fmt::format("schema '{}' on the platform does not parse", name));
  return parsed->schema;
}

/// Whether the view of a topic has these columns. Asked of the one view: what lists all of them grows with the
/// platform.
bool has_view(Connection& connection, const std::string& topic, const Relation& wanted) {
  auto result = connection.query("SELECT name, type FROM pragma_table_info($1)", {topic_view(topic)});
  if (!result) return false;
  std::size_t i = 0;
  while (result->next()) {
    if (i == wanted.columns.size() || result->text(0) != wanted.columns[i] || result->text(1) != wanted.types[i])
      return false;
    ++i;
  }
  return i == wanted.columns.size();
}

Result<Relation> read_topic(Connection& connection, const ObjectRow& row) {
  auto schema = schema_of(connection, row);
  if (!schema) return fail(std::move(schema).error());
  Relation topic{.is_topic = true,
                 .name = row.name,
                 .table = topic_log(row.name),
                 .columns = {},
                 .stored = {},
                 .types = {},
                 .primary_key = {},
                 .partitions = row.fields.get_int("partitions", 1),
                 .key_field = field_of(row.fields, "key"),
                 .time_field = field_of(row.fields, "eventTime"),
                 .schema = *schema};
  for (const schema::Column& column : (*schema)->columns()) {
    topic.columns.push_back(column.name);
    topic.stored.push_back(log_column(column.name));
    topic.types.push_back(column_sql(column.type));
    if (!column.nullable) topic.required.push_back(column.name);
  }
  for (const schema::ShapeField& field : (*schema)->shape().fields)
    for (NullPlace& misfit : null_places(field.name, *field.shape)) topic.inner.push_back(std::move(misfit));
  if (!has_view(connection, row.name, topic)) DAC_TRY(ensure_log(connection, row.name, (*schema)->columns()));
  return topic;
}

Result<Relation> read_table(Connection& connection, const std::string& name) {
  const TableName table = table_name(name);
  Relation relation{.is_topic = false,
                    .name = name,
                    .table = table.sql(),
                    .columns = {},
                    .stored = {},
                    .types = {},
                    .primary_key = {},
                    .partitions = 1,
                    .key_field = {},
                    .time_field = {},
                    .schema = {}};
  auto there = connection.query(
      "SELECT 1 FROM duckdb_tables() WHERE lower(schema_name) = lower($1) AND lower(table_name) = lower($2)",
      {table.schema, table.name});
  if (!there) return fail(std::move(there).error());
  if (!there->next())
    return fail(ErrorKind::kNotFound, codes::kRelationNotApplied,
                fmt::format("there is no relation '{}' on the platform", name),
                "apply the Topic or Table first: dac apply");
  auto result = connection.query("SELECT name, type, pk FROM pragma_table_info($1)", {table.sql()});
  if (!result) return fail(std::move(result).error());
  while (result->next()) {
    relation.columns.emplace_back(result->text(0));
    relation.types.emplace_back(result->text(1));
    if (result->integer(2) != 0) relation.primary_key.push_back(relation.columns.back());
  }
  relation.stored = relation.columns;
  return relation;
}

}  // namespace

Result<Relation> find_live(Connection& connection, const std::string& name) {
  auto row = topic_row(connection, name);
  if (!row) return fail(std::move(row).error());
  return *row ? read_topic(connection, **row) : read_table(connection, name);
}

Result<Relation> find_topic(Connection& connection, const std::string& name) {
  auto row = topic_row(connection, name);
  if (!row) return fail(std::move(row).error());
  if (!*row)
    return fail(ErrorKind::kNotFound, codes::kTopicNotApplied,
                fmt::format("topic '{}' is not on the platform yet", name), "make it with dac apply");
  return read_topic(connection, **row);
}

}  // namespace dac::local::stream
