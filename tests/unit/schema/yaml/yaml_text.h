#pragma once
// Parsed YAML as short texts, for the tests of schema/yaml.

#include <fmt/format.h>
#include <string>
#include <string_view>

#include "schema/yaml/parse.h"

namespace dac::schema {

inline std::string show(const Origin& at) { return fmt::format("{}:{}", at.line, at.column); }
inline std::string show(const Span& span) { return show(span.begin) + "-" + show(span.end); }

/// One line: ~, 'plain', "quoted", |block|, [list], {map}; with `spans` each node is followed by @begin-end.
inline std::string show(const Node& node, bool spans = false) {
  std::string text;
  switch (node.kind) {
    case NodeKind::kEmpty:
      text = "~";
      break;
    case NodeKind::kScalar: {
      const std::string_view mark = node.style == ScalarStyle::kPlain    ? "'"
                                    : node.style == ScalarStyle::kQuoted ? "\""
                                                                         : "|";
      text = fmt::format("{}{}{}", mark, node.text, mark);
      break;
    }
    case NodeKind::kList:
      for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + show(item, spans);
      text = "[" + text + "]";
      break;
    case NodeKind::kMap:
      for (const auto& [key, value] : node.entries)
        text += (text.empty() ? "" : ", ") + key.text + (spans ? "@" + show(key.span) : "") + ": " + show(value, spans);
      text = "{" + text + "}";
      break;
  }
  return spans ? text + "@" + show(node.span) : text;
}

inline Parsed<std::vector<Document>> parse_text(std::string text) {
  Sources sources;
  return parse_yaml(sources, sources.add("a.yaml", std::move(text)));
}

/// The documents, one a line.
inline std::string documents_of(std::string text, bool spans = false) {
  std::string lines;
  for (const Document& document : parse_text(std::move(text)).value) lines += show(document.root, spans) + "\n";
  return lines;
}

/// "line:column CODE message; help" a line, notes below.
inline std::string findings_of(std::string text) {
  std::string lines;
  const auto parsed = parse_text(std::move(text));
  for (const Finding& finding : parsed.findings.items()) {
    lines +=
        fmt::format("{} {} {}; {}\n", show(finding.origin), code_name(finding.code), finding.message, finding.help);
    for (const Note& note : finding.notes) lines += fmt::format("  {} {}\n", show(note.origin), note.text);
  }
  return lines;
}

}  // namespace dac::schema
