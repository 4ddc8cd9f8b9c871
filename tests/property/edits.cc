#include "tests/property/edits.h"

namespace dac::test {

namespace {

constexpr std::string_view kProject = R"PROJECT(
-- dac.yaml --
apiVersion: dac/v1
kind: Project
metadata: {name: fields}
spec:
  include: ["*.yaml"]
  environments:
    local:
      ephemeral: true
      targets:
        platform: {provider: local, path: .dac/local}
        second: {provider: local, path: .dac/second, kinds: []}
-- order.avsc --
{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}, {"name": "city", "type": "string"}, {"name": "amount", "type": "long"}, {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}, {"name": "gift", "type": "boolean", "default": false}]}
-- schemas.yaml --
apiVersion: dac/v1
kind: Schema
metadata: {name: order}
spec:
  format: avro
  schema: '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}, {"name": "city", "type": "string"}, {"name": "amount", "type": "long"}, {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}'
  compatibility: BACKWARD
---
apiVersion: dac/v1
kind: Schema
metadata: {name: lone}
spec:
  format: avro
  schema: '{"type": "record", "name": "Lone", "fields": [{"name": "id", "type": "string"}]}'
---
apiVersion: dac/v1
kind: Schema
metadata: {name: other}
spec:
  format: avro
  schema: '{"type": "record", "name": "Other", "fields": [{"name": "id", "type": "string"}, {"name": "city", "type": "string"}]}'
---
apiVersion: dac/v1
kind: Schema
metadata: {name: note}
spec:
  format: json
  schema: '{"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}, "required": ["id"]}'
-- topics.yaml --
apiVersion: dac/v1
kind: Topic
metadata: {name: orders}
spec:
  partitions: 2
  config: {retention.ms: 7d, cleanup.policy: delete}
  value: {schema: order}
  key: {field: id}
  eventTime: {field: at}
---
apiVersion: dac/v1
kind: Topic
metadata: {name: notes}
spec:
  value: {schema: note}
---
apiVersion: dac/v1
kind: Topic
metadata: {name: plain}
spec:
  partitions: 3
-- tables.yaml --
apiVersion: dac/v1
kind: Table
metadata: {name: totals}
spec:
  columns:
    - {name: city, type: string}
    - {name: total, type: "decimal(38,0)"}
  primaryKey: [city]
---
apiVersion: dac/v1
kind: Table
metadata: {name: places}
spec:
  columns:
    - {name: city, type: string}
    - {name: people, type: int32}
    - {name: region, type: string}
-- pipelines.yaml --
apiVersion: dac/v1
kind: Pipeline
metadata: {name: count}
spec:
  sql: SELECT city, sum(amount) AS total FROM orders GROUP BY city
  into: table/totals
-- count.sql --
SELECT city, count(*) AS total FROM orders GROUP BY city
-- endpoints.yaml --
apiVersion: dac/v1
kind: Endpoint
metadata: {name: total}
spec:
  path: /total
  params:
    - {name: city, type: string}
    - {name: low, type: int64, default: 0}
  sql: SELECT city, total FROM totals WHERE city = :city AND total >= :low
-- total.sql --
SELECT total, city FROM totals WHERE city = :city AND total > :low
-- applications.yaml --
apiVersion: dac/v1
kind: Application
metadata: {name: billing}
spec:
  reads:
    - {resource: topic/orders, group: billing}
  writes: [topic/plain]
)PROJECT";

}  // namespace

std::string_view base_project() { return kProject; }

namespace {

constexpr std::string_view kOrderLine =
    R"(  schema: '{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}, {"name": "city", "type": "string"}, {"name": "amount", "type": "long"}, {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}'
)";

std::vector<Edit> topic_edits() {
  return {
      {"Topic.target", "topics.yaml", "  partitions: 3\n", "  partitions: 3\n  target: second\n", Effect::kStep, "",
       "delete topic/plain",
       // Nothing else that it reads lies in the second target.
       "delete application/billing, delete topic/plain"},
      {"Topic.name", "topics.yaml", "  partitions: 3\n", "  partitions: 3\n  name: plain.v2\n", Effect::kStep, "",
       "replace topic/plain"},
      {"Topic.partitions", "topics.yaml", "partitions: 2", "partitions: 4", Effect::kOneWay},
      {"Topic.replicationFactor", "topics.yaml", "  partitions: 2\n", "  partitions: 2\n  replicationFactor: 1\n",
       Effect::kQuiet},
      {"Topic.config", "topics.yaml", "retention.ms: 7d", "retention.ms: 14d"},
      {"Topic.config", "topics.yaml", "{retention.ms: 7d, cleanup.policy: delete}", "{cleanup.policy: compact}"},
      {"Topic.key.schema", "topics.yaml", "  value: {schema: note}\n",
       "  value: {schema: note}\n  key: {schema: lone}\n"},
      {"Topic.key.field", "topics.yaml", "key: {field: id}", "key: {field: city}"},
      {"Topic.value.schema", "topics.yaml", "  partitions: 3\n", "  partitions: 3\n  value: {schema: other}\n"},
      {"Topic.subjectStrategy", "topics.yaml", "  value: {schema: note}\n",
       "  value: {schema: note}\n  subjectStrategy: record\n", Effect::kQuiet},
      {"Topic.eventTime.field", "topics.yaml", "  eventTime: {field: at}\n", "  # none\n", Effect::kQuiet},
      {"Topic.eventTime.watermark", "topics.yaml", "eventTime: {field: at}", "eventTime: {field: at, watermark: 5s}",
       Effect::kQuiet},
      {"Topic.access", "topics.yaml", "  partitions: 3\n", "  partitions: 3\n  access: owner\n", Effect::kQuiet},
      {"Topic.protect", "topics.yaml", "  partitions: 3\n", "  partitions: 3\n  protect: true\n", Effect::kQuiet},
  };
}

std::vector<Edit> schema_edits() {
  return {
      {"Schema.target", "schemas.yaml", "metadata: {name: lone}\nspec:\n",
       "metadata: {name: lone}\nspec:\n  target: second\n", Effect::kStep, "", "delete schema/lone"},
      {"Schema.name", "schemas.yaml", "metadata: {name: lone}\nspec:\n",
       "metadata: {name: lone}\nspec:\n  name: lone.v2\n", Effect::kStep, "", "replace schema/lone"},
      {"Schema.format", "schemas.yaml",
       R"(  format: avro
  schema: '{"type": "record", "name": "Lone", "fields": [{"name": "id", "type": "string"}]}')",
       R"(  format: json
  schema: '{"type": "object", "properties": {"id": {"type": "string"}}}')",
       Effect::kStep, "DAC0334"},
      {"Schema.schema", "schemas.yaml", R"("name": "Lone", "fields": [)",
       R"("name": "Lone", "fields": [{"name": "age", "type": "int", "default": 0}, )"},
      {"Schema.schemaFile", "schemas.yaml", kOrderLine, "  schemaFile: order.avsc\n"},
      {"Schema.compatibility", "schemas.yaml", "compatibility: BACKWARD", "compatibility: NONE"},
      {"Schema.references.name", "schemas.yaml", "metadata: {name: other}\nspec:\n",
       "metadata: {name: other}\nspec:\n  references: [{name: Lone, schema: lone}]\n"},
      {"Schema.references.schema", "schemas.yaml", "metadata: {name: other}\nspec:\n",
       "metadata: {name: other}\nspec:\n  references: [{name: Lone, schema: lone}]\n"},
      {"Schema.subjects", "schemas.yaml", "metadata: {name: lone}\nspec:\n",
       "metadata: {name: lone}\nspec:\n  subjects: [lone-value]\n"},
      {"Schema.protect", "schemas.yaml", "metadata: {name: lone}\nspec:\n",
       "metadata: {name: lone}\nspec:\n  protect: true\n", Effect::kQuiet},
  };
}

std::vector<Edit> table_edits() {
  return {
      {"Table.target", "tables.yaml", "metadata: {name: places}\nspec:\n",
       "metadata: {name: places}\nspec:\n  target: second\n", Effect::kStep, "", "delete table/places"},
      {"Table.name", "tables.yaml", "metadata: {name: places}\nspec:\n",
       "metadata: {name: places}\nspec:\n  name: places_v2\n", Effect::kStep, "", "replace table/places"},
      {"Table.columns.name", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: area, type: string}\n"},
      {"Table.columns.name", "tables.yaml", "    - {name: region, type: string}\n", "    # none\n"},
      {"Table.columns.type", "tables.yaml", "{name: people, type: int32}", "{name: people, type: int64}"},
      {"Table.columns.native", "tables.yaml", "{name: people, type: int32}", "{name: people, native: UTINYINT}"},
      {"Table.columns.nullable", "tables.yaml", "{name: people, type: int32}",
       "{name: people, type: int32, nullable: false}"},
      {"Table.columns.default", "tables.yaml", "{name: people, type: int32}",
       "{name: people, type: int32, default: 7}"},
      {"Table.columns.description", "tables.yaml", "{name: people, type: int32}",
       "{name: people, type: int32, description: Souls}"},
      {"Table.columns.renamedFrom", "tables.yaml", "{name: people, type: int32}",
       "{name: souls, type: int32, renamedFrom: people}"},
      {"Table.primaryKey", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  primaryKey: [city]\n"},
      {"Table.orderBy", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  orderBy: [city]\n", Effect::kQuiet},
      {"Table.partitionBy", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  partitionBy: region\n", Effect::kQuiet},
      {"Table.ttl", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  ttl: 30d\n", Effect::kQuiet},
      {"Table.indexes.name", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  indexes: [{name: by_region, columns: [region]}]\n"},
      {"Table.indexes.columns", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  indexes: [{name: by_both, columns: [region, city]}]\n"},
      {"Table.indexes.unique", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  indexes: [{name: by_region, columns: [region], unique: true}]\n"},
      {"Table.engine", "tables.yaml", "    - {name: region, type: string}\n",
       "    - {name: region, type: string}\n  engine: MergeTree\n", Effect::kQuiet},
      {"Table.access", "tables.yaml", "metadata: {name: places}\nspec:\n",
       "metadata: {name: places}\nspec:\n  access: owner\n", Effect::kQuiet},
      {"Table.protect", "tables.yaml", "metadata: {name: places}\nspec:\n",
       "metadata: {name: places}\nspec:\n  protect: true\n", Effect::kQuiet},
  };
}

std::vector<Edit> pipeline_edits() {
  return {
      {"Pipeline.target", "pipelines.yaml", "  into: table/totals\n", "  into: table/totals\n  target: platform\n",
       Effect::kQuiet},
      {"Pipeline.name", "pipelines.yaml", "  into: table/totals\n", "  into: table/totals\n  name: count_v2\n",
       Effect::kStep, "", "replace pipeline/count"},
      {"Pipeline.sql", "pipelines.yaml", "sum(amount) AS total FROM orders", "max(amount) AS total FROM orders"},
      {"Pipeline.sqlFile", "pipelines.yaml", "  sql: SELECT city, sum(amount) AS total FROM orders GROUP BY city\n",
       "  sqlFile: count.sql\n"},
      {"Pipeline.into", "pipelines.yaml",
       "  sql: SELECT city, sum(amount) AS total FROM orders GROUP BY city\n  into: table/totals\n",
       "  sql: SELECT city, amount AS people, 'x' AS region FROM orders\n  into: table/places\n"},
      {"Pipeline.mode", "pipelines.yaml", "  into: table/totals\n", "  into: table/totals\n  mode: batch\n"},
      {"Pipeline.state", "pipelines.yaml", "  into: table/totals\n", "  into: table/totals\n  state: stopped\n"},
      {"Pipeline.parallelism", "pipelines.yaml", "  into: table/totals\n", "  into: table/totals\n  parallelism: 2\n",
       Effect::kQuiet},
      {"Pipeline.upgrade", "pipelines.yaml", "  into: table/totals\n", "  into: table/totals\n  upgrade: reset\n",
       Effect::kQuiet},
  };
}

std::vector<Edit> endpoint_edits() {
  return {
      {"Endpoint.target", "endpoints.yaml", "  path: /total\n", "  path: /total\n  target: platform\n", Effect::kQuiet},
      {"Endpoint.name", "endpoints.yaml", "  path: /total\n", "  path: /total\n  name: total_v2\n", Effect::kStep, "",
       "replace endpoint/total"},
      {"Endpoint.path", "endpoints.yaml", "path: /total\n", "path: /total/v2\n"},
      {"Endpoint.params.name", "endpoints.yaml", "    - {name: city, type: string}\n",
       "    - {name: city, type: string}\n    - {name: high, type: int64}\n"},
      {"Endpoint.params.type", "endpoints.yaml", "{name: low, type: int64, default: 0}",
       "{name: low, type: int32, default: 0}"},
      {"Endpoint.params.default", "endpoints.yaml", "{name: low, type: int64, default: 0}",
       "{name: low, type: int64, default: 5}"},
      {"Endpoint.params.required", "endpoints.yaml", "{name: low, type: int64, default: 0}",
       "{name: low, type: int64, required: true}"},
      {"Endpoint.params.min", "endpoints.yaml", "{name: low, type: int64, default: 0}",
       "{name: low, type: int64, default: 0, min: 0}"},
      {"Endpoint.params.max", "endpoints.yaml", "{name: low, type: int64, default: 0}",
       "{name: low, type: int64, default: 0, max: 9}"},
      {"Endpoint.params.enum", "endpoints.yaml", "{name: city, type: string}",
       "{name: city, type: string, enum: [Lyon, Oslo]}"},
      {"Endpoint.params.description", "endpoints.yaml", "{name: city, type: string}",
       "{name: city, type: string, description: Where}"},
      {"Endpoint.sql", "endpoints.yaml", "total >= :low", "total > :low"},
      {"Endpoint.sqlFile", "endpoints.yaml",
       "  sql: SELECT city, total FROM totals WHERE city = :city AND total >= :low\n", "  sqlFile: total.sql\n"},
      {"Endpoint.maxRows", "endpoints.yaml", "  path: /total\n", "  path: /total\n  maxRows: 10\n"},
      {"Endpoint.access", "endpoints.yaml", "  path: /total\n", "  path: /total\n  access: owner\n", Effect::kQuiet},
  };
}

std::vector<Edit> application_edits() {
  return {
      {"Application.reads.resource", "applications.yaml", "    - {resource: topic/orders, group: billing}\n",
       "    - {resource: topic/orders, group: billing}\n    - {resource: endpoint/total}\n"},
      {"Application.reads.fields", "applications.yaml", "{resource: topic/orders, group: billing}",
       "{resource: topic/orders, group: billing, fields: [id, city]}"},
      {"Application.reads.group", "applications.yaml", "group: billing", "group: billing-2"},
      {"Application.writes", "applications.yaml", "writes: [topic/plain]", "writes: [topic/plain, topic/notes]"},
      {"Application.principal", "applications.yaml", "  writes: [topic/plain]\n",
       "  writes: [topic/plain]\n  principal: User:billing\n"},
      {"Application.host", "applications.yaml", "  writes: [topic/plain]\n",
       "  writes: [topic/plain]\n  host: 127.0.0.1\n"},
      {"Application.transactionalId", "applications.yaml", "  writes: [topic/plain]\n",
       "  writes: [topic/plain]\n  transactionalId: billing\n"},
  };
}

std::vector<Edit> all_edits() {
  std::vector<Edit> all;
  for (const auto& some :
       {topic_edits(), schema_edits(), table_edits(), pipeline_edits(), endpoint_edits(), application_edits()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

const std::vector<Edit>& edits() {
  static const std::vector<Edit> kEdits = all_edits();
  return kEdits;
}

}  // namespace dac::test
