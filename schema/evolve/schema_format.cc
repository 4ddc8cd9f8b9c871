#include "schema/evolve/schema_format.h"

#include <algorithm>
#include <array>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

bool is_avro_type(std::string_view name) {
  constexpr std::array<std::string_view, 8> kOwn = {"record", "enum", "fixed", "map", "int", "long", "float", "double"};
  return name == "bytes" || std::find(kOwn.begin(), kOwn.end(), name) != kOwn.end();
}

/// Only what a schema of the one language cannot be in the other: {"type": "string"} is both.
std::string_view guess_json(const Value& json) {
  if (json.as_string() != nullptr || json.as_list() != nullptr) return "avro";  // a name, a union
  if (json.as_bool() != nullptr) return "json";
  if (json.as_map() == nullptr) return {};
  const Value* type = json.get("type");
  if (type != nullptr && type->as_string() != nullptr && is_avro_type(*type->as_string())) return "avro";
  if (type != nullptr && type->as_map() != nullptr) return "avro";
  if (type != nullptr && type->as_list() != nullptr) return "json";
  if (type != nullptr && type->as_string() != nullptr && *type->as_string() == "object") return "json";
  for (const std::string_view keyword : {"$schema", "$ref", "$defs", "properties", "oneOf", "anyOf", "allOf", "enum"})
    if (json.get(keyword) != nullptr) return "json";
  return {};
}

}  // namespace

std::string_view guess_format(std::string_view path, std::string_view text) {
  const std::string lower = to_lower(path);
  if (lower.ends_with(".avsc")) return "avro";
  if (lower.ends_with(".proto")) return "protobuf";
  const bool is_json_file = lower.ends_with(".json");
  if (const Result<Value> json = parse_json(text)) {
    const std::string_view guess = guess_json(*json);
    return guess.empty() && is_json_file ? "json" : guess;
  }
  if (is_json_file) return "json";
  const bool has_message =
      text.find("message ") != std::string_view::npos || text.find("syntax") != std::string_view::npos;
  return has_message ? "protobuf" : std::string_view();
}

}  // namespace dac::schema
