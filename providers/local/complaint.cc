#include "providers/local/complaint.h"

#include <utility>

#include "schema/base/text.h"
#include "schema/sql/lexer.h"

namespace dac::local {
namespace {

/// Before the name, and what ends it; the more telling ones first.
constexpr std::pair<std::string_view, std::string_view> kFrames[] = {
    {"named \"", "\""},        {"near \"", "\""},
    {"with name \"", "\""},    {"with name ", " "},
    {"argument types '", "("}, {"from source column ", " "},
    {"a column '", "'"},       {"\"", "\""},
};

std::string_view named_in(std::string_view message) {
  for (const auto& [before, after] : kFrames) {
    const std::size_t at = message.find(before);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = message.substr(at + before.size());
    const std::size_t end = rest.find(after);
    if (end != std::string_view::npos || after == " ") return rest.substr(0, end);
  }
  return {};
}

}  // namespace

std::optional<std::size_t> find_complaint(std::string_view sql, std::string_view message) {
  std::string_view name = named_in(message);
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  if (name.empty()) return std::nullopt;
  const schema::Tokens tokens = schema::lex(sql);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (equal_ignoring_case(tokens.is_name(i) ? schema::unquote(tokens.view(i)) : std::string(tokens.view(i)), name))
      return tokens.items[i].offset;
  return std::nullopt;
}

}  // namespace dac::local
