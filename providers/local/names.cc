#include "providers/local/names.h"

#include <algorithm>
#include <array>

#include "schema/base/text.h"

namespace dac::local {
namespace {

constexpr std::array<std::string_view, 7> kReserved = {
    "dac", "log", "main", "temp", "system", "information_schema", "pg_catalog"};

}  // namespace

std::string quoted(std::string_view identifier) {
  std::string text = "\"";
  for (const char c : identifier) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

TableName table_name(std::string_view native) {
  const std::size_t dot = native.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == native.size()) return {"main", std::string(native)};
  const std::string schema = to_lower(native.substr(0, dot));
  if (std::find(kReserved.begin(), kReserved.end(), schema) != kReserved.end()) return {"main", std::string(native)};
  return {std::string(native.substr(0, dot)), std::string(native.substr(dot + 1))};
}

std::string native_name(std::string_view schema, std::string_view name) {
  return schema == "main" ? std::string(name) : std::string(schema) + "." + std::string(name);
}

std::string topic_view(std::string_view topic) { return "\"main\"." + quoted(topic); }
std::string topic_log(std::string_view topic) { return "\"log\"." + quoted(topic); }

}  // namespace dac::local
