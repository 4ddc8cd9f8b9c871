#include "planner/rules/rule.h"

#include "schema/value/json.h"

namespace dac::planner {

const Value& RuleInput::live() const {
  static const Value kNone;
  return change.step.calls.empty() ? kNone : change.step.calls.front().before;
}

bool path_matches(std::string_view pattern, std::string_view path) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  if (!path.starts_with(before) || path.size() < before.size() + after.size()) return false;
  // The key is a JSON string, so the first unescaped quote and bracket end it.
  bool quoted = false;
  for (std::size_t i = before.size(); i < path.size(); ++i) {
    if (path[i] == '\\') {
      ++i;
    } else if (path[i] == '"') {
      quoted = !quoted;
    } else if (path[i] == ']' && !quoted) {
      return path.substr(i) == after;
    }
  }
  return false;
}

std::string element_name(std::string_view path) {
  const std::size_t open = path.find("=\"");
  if (open == std::string_view::npos) return {};
  std::size_t end = open + 2;
  while (end < path.size() && path[end] != '"') end += path[end] == '\\' ? 2U : 1U;
  const auto text = parse_json(path.substr(open + 1, end - open));
  return text && text->as_string() != nullptr ? *text->as_string() : std::string();
}

std::string shown(const std::optional<Value>& value) {
  if (!value) return "its default";
  const std::string* text = value->as_string();
  return text == nullptr ? to_json(*value) : *text;
}

}  // namespace dac::planner
