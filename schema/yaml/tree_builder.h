#pragma once
// Builds the tree of a document from the events of the parser, with both ends of every node, and finds what the
// language refuses: duplicate keys, keys that are no text, tags, merge keys, recursive aliases, trees over the bounds.
// Internal to schema/yaml; one thread.
//
// The events come with the offset of the node's first character (of its tag or anchor, if it has one). All else is read
// from the text.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/yaml/node.h"
#include "schema/yaml/place.h"
#include "schema/yaml/scalar_text.h"

namespace dac::schema {

/// Thrown out of an event where a bound is passed; the document is given up.
struct OverBound {
  Code code;
  std::size_t offset;
};

/// Thrown out of an event: the library takes a quote that nothing closes for closed at the end of the text.
struct UnclosedQuote {
  std::size_t offset;
};

/// What the parser says of a node beside its kind.
struct NodeEvent {
  std::size_t offset = 0;
  std::size_t anchor = 0;     // from 1 in each document; 0: none
  bool has_property = false;  // a tag or an anchor stands at `offset`
};

class TreeBuilder {
 public:
  /// Reads from `start` on, which is where a document may begin.
  TreeBuilder(std::string_view text, std::uint32_t file, Place start) : text_(text), file_(file), cursor_(start) {}

  void begin_document();
  void add_empty(const NodeEvent& event);
  void add_alias(const NodeEvent& event);
  void add_scalar(const NodeEvent& event, const std::string& value, bool is_plain);
  void open(const NodeEvent& event, NodeKind kind, bool is_flow);
  void close();
  /// The document's root; empty for a document that holds nothing.
  Node end_document();

  [[nodiscard]] Findings& findings() { return findings_; }
  /// Behind the last character of a node that was read.
  [[nodiscard]] const Place& cursor() const { return cursor_; }

 private:
  struct Frame {
    Node node;
    Node key;
    bool is_flow = false;
    bool has_key = false;
    std::size_t anchor = 0;
    std::size_t index = 0;     // of its node, in the order of the text
    std::size_t expanded = 0;  // expanded_ before it
    std::size_t first = 0;     // of its children in items_ or entries_
    int height = 0;            // of the highest child
  };
  struct Anchor {
    std::size_t index = 0;
    std::size_t nodes = 0;  // aliases expanded
    int height = 0;
    bool complete = false;
  };
  struct Alias {
    std::size_t index;
    std::size_t target;
  };

  Place place(std::size_t offset);
  Place skip_properties(const NodeEvent& event);
  void count(std::size_t nodes, std::size_t offset);
  void add(Node node, int height);
  void add_key(Node node);
  void check_key(const Node& node);
  void check_indent(const Origin& value);
  void check_written(const WrittenScalar& scalar, std::string& text);
  [[nodiscard]] bool expects_key() const;
  [[nodiscard]] bool in_flow_list() const;
  void refuse_key(Node node, std::string_view found);
  void anchor(std::size_t id, Anchor value);
  Span span_of_nothing(std::size_t offset);
  void mark_duplicates(std::size_t first);
  void expand_aliases(Node& root);
  [[nodiscard]] Origin origin(const Place& at) const { return at.origin(file_); }

  std::string_view text_;
  std::uint32_t file_;
  Place cursor_;
  Findings findings_;
  Findings late_;  // what only counts if the document parses: else it may follow from what did not
  Node root_;
  std::vector<Frame> frames_;
  std::vector<Node> items_;         // children of the open lists
  std::vector<NodeEntry> entries_;  // of the open maps; a key that is no scalar is refused and goes at the end
  std::vector<Anchor> anchors_;     // by id - 1
  std::vector<Alias> aliases_;
  std::size_t created_ = 0;   // nodes, an alias as one
  std::size_t expanded_ = 0;  // nodes, an alias as what it stands for
  std::size_t refused_ = 0;   // created_ when a key was refused last; 0: none
  bool has_refused_keys_ = false;
};

}  // namespace dac::schema
