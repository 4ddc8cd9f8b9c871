#pragma once
// The readers of schema texts. Both fill a ShapeStore and say what is wrong with its place. Used by parse_schema and
// the rules of compatibility only. Pure.

#include <string_view>
#include <vector>

#include "schema/evolve/record_schema.h"
#include "schema/evolve/shape.h"

namespace dac::schema {

struct ReadSchema {
  ShapeStore store;
  const Shape* root = nullptr;  // in the store; null where an error leaves nothing
  std::vector<SchemaProblem> problems;

  [[nodiscard]] bool has_errors() const;
};

/// A parsed text, and the name that others have for it.
struct NamedJson {
  std::string name;
  Value json;
};

/// `json` is the parsed text, every value with its place; `references` have none. Rules: Avro 1.11.
ReadSchema read_avro(const Value& json, std::span<const NamedJson> references);
/// Rules: JSON Schema draft 07 to 2020-12.
ReadSchema read_json_schema(const Value& json, std::span<const NamedJson> references);
/// By format "avro" or "json"; also where the text is no JSON.
ReadSchema read_schema(std::string_view format, const SchemaText& text);

}  // namespace dac::schema
