#include "tests/arch/types_page.h"

#include <fmt/format.h>

#include "providers/local/column_sql.h"
#include "providers/postgres/column_types.h"
#include "schema/base/check.h"
#include "schema/evolve/record_schema.h"

namespace dac::arch {
namespace {

struct Sample {
  std::string_view written;  // the type of a field, in the format's own words
  std::string_view lost;
};

constexpr Sample kAvro[] = {
    {R"("boolean")", ""},
    {R"("int")", ""},
    {R"("long")", ""},
    {R"("float")", ""},
    {R"("double")", ""},
    {R"("string")", ""},
    {R"("bytes")", ""},
    {R"({"type": "fixed", "name": "F", "size": 4})", "its length"},
    {R"({"type": "enum", "name": "E", "symbols": ["A"]})", "which symbols there are"},
    {R"({"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2})", ""},
    {R"({"type": "string", "logicalType": "uuid"})", "that it is one"},
    {R"({"type": "int", "logicalType": "date"})", ""},
    {R"({"type": "int", "logicalType": "time-millis"})", "that it is a time of day"},
    {R"({"type": "long", "logicalType": "time-micros"})", "that it is a time of day"},
    {R"({"type": "long", "logicalType": "timestamp-millis"})", ""},
    {R"({"type": "long", "logicalType": "timestamp-micros"})", ""},
    {R"({"type": "array", "items": "int"})", ""},
    {R"({"type": "map", "values": "int"})", ""},
    {R"({"type": "record", "name": "I", "fields": [{"name": "a", "type": "int"}]})", ""},
    {R"(["null", "int"])", ""},
    {R"(["int", "string"])", "the type, which each event has by itself"},
};
constexpr Sample kJson[] = {
    {R"({"type": "boolean"})", ""},
    {R"({"type": "integer"})", "what is beyond 64 bits"},
    {R"({"type": "number"})", "digits beyond a double's"},
    {R"({"type": "string"})", "length and pattern"},
    {R"({"type": "string", "format": "date-time"})", "the zone: it is kept in UTC"},
    {R"({"type": "string", "format": "date"})", ""},
    {R"({"enum": ["a", "b"]})", "which values there are"},
    {R"({"type": "array", "items": {"type": "integer"}})", "how many there may be"},
    {R"({"type": "object", "properties": {"a": {"type": "integer"}}})", ""},
    {R"({"type": "object", "additionalProperties": {"type": "integer"}})", "that all are of one type"},
    {R"({"type": ["integer", "null"]})", ""},
    {R"({"oneOf": [{"type": "integer"}, {"type": "string"}]})", "the type, which each event has by itself"},
    {R"({})", "the type, which each event has by itself"},
};
constexpr Sample kProto[] = {
    {"bool", ""},
    {"int32", ""},
    {"sint32", ""},
    {"sfixed32", ""},
    {"uint32", ""},
    {"fixed32", ""},
    {"int64", ""},
    {"sint64", ""},
    {"sfixed64", ""},
    {"uint64", "what is beyond 2^63-1"},
    {"fixed64", "what is beyond 2^63-1"},
    {"float", ""},
    {"double", ""},
    {"string", ""},
    {"bytes", ""},
    {"E", "which values there are, and their numbers"},
    {"I", ""},
    {"optional int32", ""},
    {"repeated int32", ""},
    {"map<string, int32>", ""},
    {"google.protobuf.Timestamp", "what is finer than microseconds"},
    {"google.protobuf.Duration", "that it is one: its text"},
    {"google.protobuf.Int32Value", ""},
    {"google.protobuf.Struct", ""},
    {"google.protobuf.Any", "the type, which each event has by itself"},
};

std::string text_of(std::string_view format, std::string_view type) {
  if (format == "avro")
    return fmt::format(R"({{"type": "record", "name": "R", "fields": [{{"name": "f", "type": {}}}]}})", type);
  if (format == "json")
    return fmt::format(R"({{"type": "object", "properties": {{"f": {}}}, "required": ["f"]}})", type);
  return fmt::format(R"(syntax = "proto3";
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/any.proto";
message R {{ {} f = 1; }}
enum E {{ A = 0; }}
message I {{ int32 a = 1; }}
)",
                     type);
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string format_table(std::string_view title, std::string_view format, std::span<const Sample> samples) {
  std::string out = fmt::format("\n## {}\n\n| type | column | nullable | lost |\n| --- | --- | --- | --- |\n", title);
  for (const Sample& sample : samples) {
    const schema::ParsedSchema parsed = schema::parse_schema(format, text_of(format, sample.written));
    DAC_CHECK(parsed.schema != nullptr && parsed.schema->columns().size() == 1);
    const schema::Column& column = parsed.schema->columns().front();
    out += fmt::format("| `{}` | `{}` | {} | {} |\n", cell(sample.written), column_type_name(column.type),
                       column.nullable ? "yes" : "no", sample.lost);
  }
  return out;
}

/// An engine's words for dac's types, and dac's for those.
struct Engine {
  std::string_view title;
  std::string_view name;
  std::string (*write)(const schema::ColumnType& type);
  schema::ColumnType (*read)(std::string_view sql);
};

std::string engine_table(const Engine& engine) {
  constexpr std::string_view kTypes[] = {"string",    "bool", "int32", "int64", "float64",       "decimal(10,2)",
                                         "timestamp", "date", "bytes", "json",  "array<string>", "array<int64>"};
  std::string out =
      fmt::format("\n## {}\n\n| column | {} | read back |\n| --- | --- | --- |\n", engine.title, engine.name);
  for (const std::string_view name : kTypes) {
    const auto type = schema::parse_column_type(name);
    DAC_CHECK(type.has_value());
    const std::string sql = engine.write(*type);
    out += fmt::format("| `{}` | `{}` | `{}` |\n", name, sql, column_type_name(engine.read(sql)));
  }
  return out;
}

constexpr Engine kEngines[] = {
    {"To DuckDB, the engine of provider `local`, and back", "DuckDB", local::column_sql, local::column_of_sql},
    {"To PostgreSQL and back", "PostgreSQL", postgres::column_sql, postgres::column_of_sql},
};

}  // namespace

ReferencePage types_page() {
  std::string text = R"(# Types
<!-- Made by dac_reference from what the readers and the provider do; change it there. -->

A column has one of dac's own types, the same for every target: `string bool int32 int64 float64 decimal(p,s) timestamp date bytes json array<T>`,
and from a schema also `struct<name:T,...>` and `map<T>` (with text as keys). `native: "..."` names a type of the target's own. The columns of a Topic are the
fields of its value's schema, those of a Table are written there; both are known offline.

What a format knows and a column does not is lost for SQL only: events are kept as they are, and checked against the schema itself.
)";
  text += format_table("From Avro", "avro", kAvro) + format_table("From JSON Schema", "json", kJson) +
          format_table("From Protobuf", "protobuf", kProto);
  for (const Engine& engine : kEngines) text += engine_table(engine);
  text += "\nA field that an event may leave out is nullable. In a schema inside itself the inner one is `json`.\n";
  return {.path = "docs/reference/types.md", .text = std::move(text)};
}

}  // namespace dac::arch
