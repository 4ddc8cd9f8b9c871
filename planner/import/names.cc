#include "planner/import/names.h"

#include <fmt/format.h>

#include "schema/base/text.h"

namespace dac::planner {
namespace {

bool is_word_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/// [A-Za-z0-9_][A-Za-z0-9._-]* of any text (reference: Resources).
std::string name_of(std::string_view native) {
  std::string name;
  for (const char c : native) name += is_word_char(c) || c == '.' || c == '-' ? c : '_';
  if (name.empty() || !is_word_char(name.front())) name.insert(0, 1, '_');
  return name;
}

}  // namespace

Names::Names(const schema::Project& project) {
  for (const schema::Resource& resource : project.resources)
    taken_.emplace(resource.kind->name, to_lower(resource.name));
}

std::string Names::take(const schema::Kind& kind, std::string_view native) {
  const std::string name = name_of(native);
  std::string chosen = name;
  for (int count = 2; !taken_.emplace(kind.name, to_lower(chosen)).second; ++count)
    chosen = fmt::format("{}-{}", name, count);
  return chosen;
}

}  // namespace dac::planner
