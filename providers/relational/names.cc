#include "providers/relational/names.h"

namespace dac::relational {
namespace {

std::string enclosed(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result + quote;
}

}  // namespace

std::string quoted(std::string_view identifier) { return enclosed(identifier, '"'); }

std::string quote_literal(std::string_view text) { return enclosed(text, '\''); }

TableName split_name(std::string_view native, std::string_view usual) {
  const std::size_t dot = native.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == native.size())
    return {std::string(usual), std::string(native)};
  return {std::string(native.substr(0, dot)), std::string(native.substr(dot + 1))};
}

std::string joined_name(const TableName& table, std::string_view usual) {
  return table.schema == usual ? table.name : table.schema + "." + table.name;
}

}  // namespace dac::relational
