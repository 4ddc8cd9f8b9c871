#pragma once
// The tree of a YAML document, as its author wrote it: scalars are text, typing is left to the decoder (schema/load).
// Every node knows both its ends. Plain values.

#include <string>
#include <utility>
#include <vector>

#include "schema/diag/origin.h"

namespace dac::schema {

enum class NodeKind { kEmpty, kScalar, kList, kMap };  // kEmpty: nothing written, or a plain ~ or null
enum class ScalarStyle { kPlain, kQuoted, kBlock };    // quoted: '' or ""; block: | or >

struct NodeEntry;

struct Node {
  NodeKind kind = NodeKind::kEmpty;
  ScalarStyle style = ScalarStyle::kPlain;
  std::string text;                // of a scalar, escapes and folding resolved
  Span span;                       // an empty value stands at its key
  std::vector<Node> items;         // of a list
  std::vector<NodeEntry> entries;  // of a map: keys are scalars, each once

  /// Of a map: the value of a key, or nullptr.
  [[nodiscard]] const Node* find(std::string_view key) const;
};

/// A key and its value. (A std::pair of an incomplete Node is beyond clang.)
struct NodeEntry {
  Node first;
  Node second;
};

struct Document {
  Node root;
};

}  // namespace dac::schema
