#include "schema/load/template.h"

#include <algorithm>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

constexpr std::string_view kOpen = "${param.";

const ParameterValue* find(const Arguments& arguments, std::string_view name) {
  const auto found =
      std::find_if(arguments.begin(), arguments.end(), [&](const auto& argument) { return argument.first == name; });
  return found == arguments.end() ? nullptr : &found->second;
}

/// Calls `plain(text)` and `parameter(name)` for the parts of a text, in order; an escape is plain.
template <class Plain, class Named>
void walk(std::string_view text, const Plain& plain, const Named& parameter) {
  std::size_t done = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
    const std::string_view rest = text.substr(at);
    const std::size_t end = rest.starts_with(kOpen) ? rest.find('}') : std::string_view::npos;
    if (end == std::string_view::npos) {
      at += rest.starts_with("$${") ? 3 : 1;
      continue;
    }
    plain(text.substr(done, at - done));
    parameter(rest.substr(kOpen.size(), end - kOpen.size()));
    done = at += end + 1;
  }
  plain(text.substr(done));
}

/// Two texts side by side that make no `${` where neither has one. A `$` right before `${` cannot be written; then what
/// is left here is nothing that can be filled in, and is reported as that.
void append(std::string& out, std::string_view text) {
  if (out.ends_with('$') && text.starts_with('{')) out += '$';
  if (out.ends_with('$') && text.starts_with("${")) out += "${$}";
  out += text;
}

std::string fill_text(std::string_view pattern, const Arguments& arguments) {
  std::string out;
  walk(
      pattern, [&](std::string_view plain) { append(out, plain); },
      [&](std::string_view name) {
        const ParameterValue* value = find(arguments, name);
        if (value == nullptr) return;
        std::vector<std::string_view> texts;
        for (const ParameterText& one : value->texts) texts.push_back(one.text);
        append(out, join(texts, ","));
      });
  return out;
}

/// The value of the parameter that a scalar is, and nothing else.
const ParameterValue* whole_value(const Node& node, const Arguments& arguments) {
  const std::string_view text = node.text;
  if (!text.starts_with(kOpen) || text.find('}') != text.size() - 1) return nullptr;
  return find(arguments, text.substr(kOpen.size(), text.size() - kOpen.size() - 1));
}

Node scalar_node(const Node& pattern, const ParameterText& value) {
  Node node = pattern;
  node.text = value.text;
  if (value.span.begin.known()) node.span = value.span;
  return node;
}

}  // namespace

std::vector<std::string_view> parameters_in(std::string_view text) {
  std::vector<std::string_view> names;
  walk(
      text, [](std::string_view) {}, [&](std::string_view name) { names.push_back(name); });
  return names;
}

Node fill_template(const Node& pattern, const Arguments& arguments) {
  if (pattern.kind == NodeKind::kScalar) {
    if (!has_interpolation(pattern.text)) return pattern;
    const ParameterValue* value = whole_value(pattern, arguments);
    if (value != nullptr && !value->is_list) return scalar_node(pattern, value->texts.front());
    Node node = pattern;
    if (value == nullptr) {
      node.text = fill_text(pattern.text, arguments);
      return node;
    }
    node.kind = NodeKind::kList;
    node.text.clear();
    for (const ParameterText& one : value->texts) node.items.push_back(scalar_node(pattern, one));
    return node;
  }
  Node node;
  node.kind = pattern.kind;
  node.style = pattern.style;
  node.span = pattern.span;
  for (const Node& item : pattern.items) node.items.push_back(fill_template(item, arguments));
  for (const auto& [key, value] : pattern.entries)
    node.entries.push_back({fill_template(key, arguments), fill_template(value, arguments)});
  return node;
}

}  // namespace dac::schema
