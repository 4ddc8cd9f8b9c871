// Reads texts, each a JSON string on a line, and prints what dac's YAML reader makes of each, as one line of JSON:
// {"refused": "DAC0103 ..."} or {"documents": [tree, ...]}. A tree is null, {"scalar": text}, a list, or
// {"map": [[key, tree], ...]}.

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>

#include "schema/value/json.h"
#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

Value tree(const Node& node) {
  Map out;
  List list;
  switch (node.kind) {
    case NodeKind::kEmpty:
      return {};
    case NodeKind::kScalar:
      out.append("scalar", node.text);
      return out;
    case NodeKind::kList:
      for (const Node& item : node.items) list.push_back(tree(item));
      return list;
    case NodeKind::kMap:
      for (const auto& [key, value] : node.entries) list.emplace_back(List{key.text, tree(value)});
      out.append("map", std::move(list));
      return out;
  }
  return {};
}

Value read(const std::string& text) {
  Sources sources;
  const auto parsed = parse_yaml(sources, sources.add("a.yaml", text));
  Map out;
  const auto& findings = parsed.findings.items();
  const auto error =
      std::ranges::find_if(findings, [](const Finding& finding) { return finding.severity == Severity::Error; });
  if (error != findings.end()) {
    out.append("refused", code_name(error->code) + " " + error->message);
    return out;
  }
  List documents;
  for (const Document& document : parsed.value) documents.push_back(tree(document.root));
  out.append("documents", std::move(documents));
  return out;
}

}  // namespace
}  // namespace dac::schema

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto text = dac::parse_json(line);
    if (!text || text->as_string() == nullptr) {
      std::fputs("yaml_trees: a line is no JSON string\n", stderr);
      return 1;
    }
    std::cout << dac::to_json(dac::schema::read(*text->as_string())) << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}
