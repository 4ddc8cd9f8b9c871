#include "schema/evolve/record_schema.h"

#include <algorithm>
#include <utility>

#include "schema/diag/codes/data.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/check.h"
#include "schema/evolve/json_places.h"
#include "schema/evolve/proto_file.h"
#include "schema/evolve/proto_text.h"
#include "schema/evolve/read_schema.h"
#include "schema/value/json.h"

namespace dac::schema {

bool ReadSchema::has_errors() const {
  return std::any_of(problems.begin(), problems.end(),
                     [](const SchemaProblem& problem) { return code_info(problem.code).severity == Severity::Error; });
}

ReadSchema read_schema(std::string_view format, const SchemaText& schema) {
  Result<Value> json = parse_json(schema.text);
  if (!json) {
    ReadSchema failed;
    failed.problems.push_back({.code = codes::kSchemaNotJson,
                               .message = "the schema does not parse: " + json.error().message,
                               .help = "write JSON: double quotes, no comments, no comma before a closing bracket"});
    return failed;
  }
  place_json(schema.text, *json);
  std::vector<NamedJson> references;
  for (const NamedSchema& reference : schema.references)
    if (Result<Value> parsed = parse_json(reference.text)) references.push_back({reference.name, *std::move(parsed)});
  return format == "avro" ? read_avro(*json, references) : read_json_schema(*json, references);
}

RecordSchema::RecordSchema(std::string name, std::shared_ptr<const Shape> shape)
    : name_(std::move(name)), shape_(std::move(shape)) {
  if (shape_->kind != ShapeKind::kRecord) return;
  // By way of the whole row, so that a record inside itself is seen as one.
  ColumnType row = shape_column_type(*shape_);
  for (std::size_t i = 0; i < row.children.size(); ++i) {
    const ShapeField& field = shape_->fields[i];
    columns_.push_back({.name = field.name,
                        .type = std::move(row.children[i]),
                        .nullable = !field.is_required || is_nullable(*field.shape)});
  }
}

Result<Value> RecordSchema::check(const Value& event) const {
  Checker checker(CheckMode::kEvent);
  Value canonical;
  if (checker.check(*shape_, event, canonical)) return canonical;
  return fail(ErrorKind::kInvalid, codes::kEventRefused, checker.message(), checker.help());
}

ParsedSchema parse_schema(std::string_view format, std::string_view text, NamedSchemas references) {
  if (format == "protobuf") {
    auto read = std::make_shared<ReadProto>(read_proto({text, references}));
    ParsedSchema parsed{.schema = nullptr, .problems = std::move(read->problems)};
    if (read->row == nullptr || !parsed.problems.empty()) return parsed;
    const std::shared_ptr<const Shape> row(read, read->row);
    parsed.schema = std::make_shared<RecordSchema>(row->name, row);
    return parsed;
  }
  if (format != "avro" && format != "json") return {};
  auto read = std::make_shared<ReadSchema>(read_schema(format, {text, references}));
  ParsedSchema parsed{.schema = nullptr, .problems = std::move(read->problems)};
  const bool failed = std::any_of(parsed.problems.begin(), parsed.problems.end(), [](const SchemaProblem& problem) {
    return code_info(problem.code).severity == Severity::Error;
  });
  if (failed || read->root == nullptr) return parsed;
  // The shape keeps its whole store alive.
  const std::shared_ptr<const Shape> root(read, read->root);
  parsed.schema = std::make_shared<RecordSchema>(root->name, root);
  return parsed;
}

std::string canonical_schema(std::string_view format, std::string_view text) {
  if (format == "protobuf") return canonical_proto(text);
  const Result<Value> json = parse_json(text);
  return json ? to_canonical_json(*json) : std::string(text);
}

}  // namespace dac::schema
