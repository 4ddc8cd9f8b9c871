#pragma once
// A document as its author wrote it: every word with the comments and blank lines around it, and which words an alias
// or an anchor is. Made from the text and its tree, for who writes it out again. Views into the text, which must
// outlive it; points to the tree's nodes, too. Pure; any thread.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "schema/yaml/node.h"

namespace dac::schema {

/// A line of its own: a comment without the blanks around it, or nothing for a blank line.
struct Remark {
  std::string_view text;
  std::size_t column = 0;  // from 0, in bytes
};

struct WrittenChild;

struct Written {
  const Node* node = nullptr;  // an alias has what it stands for
  bool is_alias = false;
  bool is_flow = false;     // {} or []
  bool is_broken = false;   // a flow collection over several lines
  bool has_names = false;   // an anchor or an alias stands here or below
  std::string_view anchor;  // "&x"
  std::string_view text;    // a scalar or alias as it stands; of a block scalar the first line, without its comment
  std::size_t indent = 0;   // of a block scalar's lines
  std::vector<std::string_view> lines;  // of a block scalar, as they stand
  std::string_view beside;  // a comment on the first line of what has more: behind "key:", "|", "{", blanks in front
  std::vector<WrittenChild> children;
  std::vector<Remark> tail;  // behind the last child, before the end of the collection

  /// A collection whose children have lines of their own.
  [[nodiscard]] bool is_block() const { return !is_flow && !is_alias && !children.empty(); }
};

/// An entry of a map or an item of a list.
struct WrittenChild {
  std::vector<Remark> lead;  // the lines above
  const Node* key = nullptr;
  std::string_view key_text;  // with its anchor
  Written value;
  std::string_view trail;  // the comment behind it on its line, with the blanks in front
};

struct WrittenDocument {
  std::string_view beside;   // behind "---"
  std::vector<Remark> lead;  // above the root
  Written root;
  std::vector<Remark> tail;                // below it
  std::vector<std::string_view> comments;  // every one that was passed, wherever it is above, in their order
};

/// `text` is one document, from behind its "---" to where the next one begins, with lines that end in LF; `root` is its
/// tree and a map. Nothing where the text has a form that is not followed: a key over several lines.
std::optional<WrittenDocument> read_written(std::string_view text, const Node& root);

}  // namespace dac::schema
