#include "providers/local/names.h"

#include <algorithm>
#include <array>

#include "schema/base/text.h"

namespace dac::local {
namespace {

constexpr std::array<std::string_view, 7> kReserved = {
    "dac", "log", "main", "temp", "system", "information_schema", "pg_catalog"};

}  // namespace

TableName table_name(std::string_view native) {
  TableName table = relational::split_name(native, "main");
  if (std::find(kReserved.begin(), kReserved.end(), to_lower(table.schema)) != kReserved.end())
    return {"main", std::string(native)};
  return table;
}

std::string native_name(std::string_view schema, std::string_view name) {
  return relational::joined_name({std::string(schema), std::string(name)}, "main");
}

std::string topic_view(std::string_view topic) { return "\"main\"." + quoted(topic); }
std::string topic_log(std::string_view topic) { return "\"log\"." + quoted(topic); }

}  // namespace dac::local
