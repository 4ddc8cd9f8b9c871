#include "schema/yaml/tree_builder.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/text.h"
#include "schema/yaml/parse.h"
#include "schema/yaml/scalar_end.h"
#include "schema/yaml/syntax.h"

namespace dac::schema {
namespace {

/// The length of a plain ~ or null at `at`, 0 where something else stands there: a key, or what follows an empty value.
std::size_t length_of_null(std::string_view text, std::size_t at, bool is_key) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (text.substr(at, word.size()) != word) continue;
    std::size_t end = at + word.size();
    while (end < text.size() && is_blank(text[end])) ++end;
    constexpr std::string_view kBehind = "\r\n#,]}";
    if (end == text.size() || kBehind.find(text[end]) != std::string_view::npos || (is_key && text[end] == ':'))
      return word.size();
  }
  return 0;
}

/// Behind the anchor, alias or tag that starts at `at`.
std::size_t end_of_word(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_of(" \t\r\n,[]{}", at);
  return end == std::string_view::npos ? text.size() : end;
}

ScalarStyle style_at(std::string_view text, std::size_t at) {
  const char first = at < text.size() ? text[at] : ' ';
  if (first == '|' || first == '>') return ScalarStyle::kBlock;
  return first == '"' || first == '\'' ? ScalarStyle::kQuoted : ScalarStyle::kPlain;
}

/// Whether a line starts with '? ', or a list whose item does.
bool is_explicit_key(std::string_view line) {
  std::size_t at = 0;
  while (at + 1 < line.size() &&
         (is_blank(line[at]) || ((line[at] == '-' || line[at] == ':') && is_blank(line[at + 1]))))
    ++at;
  return line.substr(at, 2) == "? ";
}

/// Takes the children from `first` on from the stack of those that are complete.
template <class T>
std::vector<T> take(std::vector<T>& from, std::size_t first) {
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<T> taken(std::make_move_iterator(begin), std::make_move_iterator(from.end()));
  from.erase(begin, from.end());
  return taken;
}

void list_nodes(Node& node, std::vector<Node*>& nodes) {
  nodes.push_back(&node);
  for (Node& item : node.items) list_nodes(item, nodes);
  for (auto& [key, value] : node.entries) {
    list_nodes(key, nodes);
    list_nodes(value, nodes);
  }
}

void drop_refused_keys(Node& node) {
  std::erase_if(node.entries, [](const auto& entry) { return entry.first.kind != NodeKind::kScalar; });
  for (Node& item : node.items) drop_refused_keys(item);
  for (auto& entry : node.entries) drop_refused_keys(entry.second);
}

}  // namespace

void TreeBuilder::begin_document() {
  root_ = {};
  frames_.clear();
  items_.clear();
  entries_.clear();
  anchors_.clear();
  aliases_.clear();
  created_ = expanded_ = refused_ = 0;
  has_refused_keys_ = false;
}

Node TreeBuilder::end_document() {
  if (!aliases_.empty()) expand_aliases(root_);
  if (has_refused_keys_) drop_refused_keys(root_);
  findings_.merge(std::move(late_));
  return std::move(root_);
}

Place TreeBuilder::place(std::size_t offset) {
  Place at = cursor_;
  if (offset < at.offset) return place_of(text_, offset);
  at.advance(text_, offset);
  return at;
}

/// Passes the tag and the anchor in front of a node; a tag is refused.
Place TreeBuilder::skip_properties(const NodeEvent& event) {
  Place at = place(event.offset);
  while (at.offset < text_.size() && (text_[at.offset] == '&' || text_[at.offset] == '!')) {
    const std::size_t end = end_of_word(text_, at.offset);
    if (text_[at.offset] == '!')
      findings_.add(codes::kTag, origin(at),
                    fmt::format("found the tag '{}', and tags are not used", text_.substr(at.offset, end - at.offset)),
                    "remove it; the type of a value is that of its field");
    at.advance(text_, end);
    cursor_ = at;
    at.advance(text_, skip_space(text_, end));
  }
  return at;
}

void TreeBuilder::count(std::size_t nodes, std::size_t offset) {
  ++created_;
  expanded_ += nodes;
  if (expanded_ > kMaxNodes) throw OverBound{codes::kTooManyNodes, offset};
}

void TreeBuilder::anchor(std::size_t id, Anchor value) {
  if (id == 0) return;
  if (anchors_.size() < id) anchors_.resize(id);
  anchors_[id - 1] = value;
}

void TreeBuilder::add_scalar(const NodeEvent& event, const std::string& value, bool is_plain) {
  const std::size_t index = created_;
  count(1, event.offset);
  Place begin = event.has_property ? skip_properties(event) : place(event.offset);
  Node node;
  node.kind = NodeKind::kScalar;
  node.text = value;
  if (!is_plain) node.style = style_at(text_, begin.offset);
  if (node.style == ScalarStyle::kPlain && value.empty()) {  // only a tag was there
    node.kind = NodeKind::kEmpty;
    node.span = span_of_nothing(event.offset);
  } else {
    if (node.style == ScalarStyle::kQuoted && end_of_quoted(text_, begin.offset) == kUnclosed)
      throw UnclosedQuote{begin.offset};
    node.span.begin = origin(begin);
    const WrittenScalar written{text_, begin.offset, end_of_scalar(text_, begin.offset, node.style, value), node.style};
    if (node.style != ScalarStyle::kPlain) check_written(written, node.text);
    begin.advance(text_, written.end);
    node.span.end = origin(begin);
    cursor_ = begin;
    check_key(node);
    check_indent(node.span.begin);
  }
  anchor(event.anchor, {.index = index, .nodes = 1, .complete = true});
  add(std::move(node), 0);
}

/// A quoted or block scalar: `text` becomes what YAML says where the library has it otherwise.
void TreeBuilder::check_written(const WrittenScalar& scalar, std::string& text) {
  correct_text(scalar, text);
  if (const auto problem = check_scalar(scalar))
    late_.add(problem->code, origin(place(problem->offset)), problem->message, problem->help);
}

void TreeBuilder::add_empty(const NodeEvent& event) {
  const std::size_t index = created_;
  count(1, event.offset);
  Node node;
  const bool has_property = event.has_property || (frames_.empty() && text_.substr(event.offset, 1) == "!");
  const Place begin = has_property ? skip_properties(event) : place(event.offset);
  if (const std::size_t length = length_of_null(text_, begin.offset, expects_key())) {
    cursor_ = begin;
    cursor_.advance(text_, begin.offset + length);
    node.span = {origin(begin), origin(cursor_)};
  } else {
    node.span = span_of_nothing(begin.offset);
    if (!has_property && in_flow_list())
      late_.add(codes::kYamlSyntax, node.span.begin, found_instead("a value", text_, begin.offset),
                "remove the comma, or write null");
  }
  anchor(event.anchor, {.index = index, .nodes = 1, .complete = true});
  add(std::move(node), 0);
}

/// An empty value stands at its key, an empty item at its dash.
Span TreeBuilder::span_of_nothing(std::size_t offset) {
  if (!frames_.empty() && frames_.back().has_key) return frames_.back().key.span;
  if (!frames_.empty() && frames_.back().node.kind == NodeKind::kList && !frames_.back().is_flow) {
    const std::size_t dash = skip_space(text_, cursor_.offset, ":");
    if (dash < offset && text_[dash] == '-') {
      const Place begin = place(dash);
      cursor_ = begin;
      cursor_.advance(text_, dash + 1);
      return {origin(begin), origin(cursor_)};
    }
  }
  const Origin at = origin(place(std::min(offset, text_.size())));
  return {at, at};
}

void TreeBuilder::add_alias(const NodeEvent& event) {
  const Place begin = place(event.offset);
  const std::size_t end = end_of_word(text_, event.offset);
  cursor_ = begin;
  cursor_.advance(text_, end);
  Node node;
  node.span = {origin(begin), origin(cursor_)};
  const Anchor target = event.anchor <= anchors_.size() ? anchors_[event.anchor - 1] : Anchor{};
  if (expects_key()) {
    count(1, event.offset);
    refuse_key(std::move(node), "an alias");
    return;
  }
  if (target.complete) {
    if (static_cast<int>(frames_.size()) + target.height > kMaxDepth) throw OverBound{codes::kTooDeep, event.offset};
    aliases_.push_back({created_, target.index});
    count(target.nodes, event.offset);
  } else {
    count(1, event.offset);
    findings_.add(
        codes::kRecursiveAlias, node.span.begin,
        fmt::format("the alias '{}' stands inside what it names", text_.substr(event.offset, end - event.offset)),
        "write the value out instead");
  }
  add(std::move(node), target.height);
}

void TreeBuilder::open(const NodeEvent& event, NodeKind kind, bool is_flow) {
  if (static_cast<int>(frames_.size()) >= kMaxDepth) throw OverBound{codes::kTooDeep, event.offset};
  Frame frame;
  frame.index = created_;
  frame.expanded = expanded_;
  count(1, event.offset);
  if (event.has_property) check_indent(origin(place(event.offset)));
  cursor_ = event.has_property ? skip_properties(event) : place(event.offset);
  frame.node.kind = kind;
  frame.node.span.begin = origin(cursor_);
  if (is_flow) check_indent(frame.node.span.begin);
  frame.is_flow =
      is_flow && cursor_.offset < text_.size() && (text_[cursor_.offset] == '[' || text_[cursor_.offset] == '{');
  if (frame.is_flow) cursor_.advance(text_, cursor_.offset + 1);
  frame.anchor = event.anchor;
  frame.first = kind == NodeKind::kList ? items_.size() : entries_.size();
  anchor(event.anchor, {.index = frame.index});
  frames_.push_back(std::move(frame));
}

void TreeBuilder::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.is_flow) {
    const std::size_t bracket = skip_space(text_, cursor_.offset, ",:?");
    if (bracket < text_.size()) cursor_.advance(text_, bracket + 1);
  }
  frame.node.span.end = origin(cursor_);
  if (frame.node.kind == NodeKind::kMap) {
    mark_duplicates(frame.first);
    frame.node.entries = take(entries_, frame.first);
  } else {
    frame.node.items = take(items_, frame.first);
  }
  const int height = frame.height + 1;
  anchor(frame.anchor, {.index = frame.index, .nodes = expanded_ - frame.expanded, .height = height, .complete = true});
  add(std::move(frame.node), height);
}

void TreeBuilder::add(Node node, int height) {
  if (frames_.empty()) {
    root_ = std::move(node);
    return;
  }
  Frame& parent = frames_.back();
  parent.height = std::max(parent.height, height);
  if (parent.node.kind == NodeKind::kList) {
    items_.push_back(std::move(node));
  } else if (parent.has_key) {
    entries_.emplace_back(std::move(parent.key), std::move(node));
    parent.has_key = false;
  } else {
    add_key(std::move(node));
  }
}

void TreeBuilder::add_key(Node node) {
  if (node.kind == NodeKind::kScalar) {
    Frame& parent = frames_.back();
    if (node.style == ScalarStyle::kPlain && node.text == "<<") {
      findings_.add(codes::kMergeKey, node.span.begin, "found the merge key '<<', and merge keys are not used",
                    "write the entries out, or give the whole map an anchor (&name) and use it as a value (*name)");
      node.kind = NodeKind::kEmpty;
      has_refused_keys_ = true;
    } else if (has_control(node.text)) {
      findings_.add(codes::kControlCharacter, node.span.begin,
                    fmt::format("the key '{}' holds a control or invisible character", node.text), "remove it");
    }
    parent.key = std::move(node);
    parent.has_key = true;
    return;
  }
  std::string_view found = node.kind == NodeKind::kList ? "a list" : "a map";
  if (node.kind == NodeKind::kEmpty) found = node.span.begin == node.span.end ? "nothing" : "null";
  refuse_key(std::move(node), found);
}

bool TreeBuilder::expects_key() const {
  return !frames_.empty() && frames_.back().node.kind == NodeKind::kMap && !frames_.back().has_key;
}

bool TreeBuilder::in_flow_list() const {
  return !frames_.empty() && frames_.back().node.kind == NodeKind::kList && frames_.back().is_flow;
}

/// The library takes the last line of a block for a key, also without a colon.
void TreeBuilder::check_key(const Node& node) {
  if (!expects_key() || frames_.back().is_flow) return;
  std::size_t behind = cursor_.offset;
  while (behind < text_.size() && is_blank(text_[behind])) ++behind;
  if (behind < text_.size() && text_[behind] == ':') return;
  const std::string_view line = text_.substr(0, cursor_.offset).substr(text_.rfind('\n', cursor_.offset - 1) + 1);
  if (is_explicit_key(line)) return;
  late_.add(codes::kYamlSyntax, node.span.begin, fmt::format("expected ': ' behind the key '{}'", node.text),
            "write 'key: value', or indent the line more than the key that it belongs to");
}

/// The library takes a value that stands in the column of its key.
void TreeBuilder::check_indent(const Origin& value) {
  if (frames_.empty() || !frames_.back().has_key || frames_.back().is_flow) return;
  const Frame& map = frames_.back();
  if (value.line == map.key.span.end.line || value.column > map.node.span.begin.column) return;
  for (const Frame& frame : frames_)
    if (frame.is_flow) return;
  late_.add(codes::kYamlSyntax, value,
            fmt::format("expected the value of '{}' to be indented more than it", map.key.text), "indent the line");
}

void TreeBuilder::refuse_key(Node node, std::string_view found) {
  Frame& parent = frames_.back();
  if (refused_ == 0 || refused_ <= parent.index) {  // else a key inside this one is refused already
    const bool is_template = found == "a map" && parent.is_flow;
    findings_.add(codes::kBadKey, node.span.begin, fmt::format("expected a text as key, found {}", found),
                  is_template ? "inside {} and [] a value that starts with { needs quotes" : "put the key in quotes");
  }
  refused_ = created_;
  parent.key = std::move(node);  // kept until the end: aliases count on every node being there
  parent.has_key = true;
  has_refused_keys_ = true;
}

void TreeBuilder::mark_duplicates(std::size_t first) {
  const std::size_t n = entries_.size() - first;
  const auto refuse = [&](const Node& earlier, Node& later) {
    Finding& finding = findings_.add(codes::kDuplicateKey, later.span.begin,
                                     fmt::format("the key '{}' is written twice", later.text), "keep one of the two");
    finding.notes.push_back({"it is first written here", earlier.span.begin});
    later.kind = NodeKind::kEmpty;
    has_refused_keys_ = true;
  };
  constexpr std::size_t kFew = 16;  // up to here comparing all pairs is quicker than sorting
  if (n <= kFew) {
    for (std::size_t later = first + 1; later < first + n; ++later)
      for (std::size_t earlier = first; earlier < later; ++earlier) {
        const Node& key = entries_[earlier].first;
        if (key.text != entries_[later].first.text || key.kind != NodeKind::kScalar) continue;
        if (entries_[later].first.kind == NodeKind::kScalar) refuse(key, entries_[later].first);
        break;
      }
    return;
  }
  std::vector<Node*> keys;
  keys.reserve(n);
  for (std::size_t i = first; i < first + n; ++i)
    if (entries_[i].first.kind == NodeKind::kScalar) keys.push_back(&entries_[i].first);
  std::stable_sort(keys.begin(), keys.end(), [](const Node* a, const Node* b) { return a->text < b->text; });
  for (std::size_t i = 1, head = 0; i < keys.size(); ++i) {
    if (keys[i]->text == keys[head]->text)
      refuse(*keys[head], *keys[i]);
    else
      head = i;
  }
}

/// Nodes are counted in the order of the text, so an alias comes after all that its target holds, and that is expanded
/// already.
void TreeBuilder::expand_aliases(Node& root) {
  std::vector<Node*> nodes;
  nodes.reserve(created_);
  list_nodes(root, nodes);
  for (const Alias& alias : aliases_) *nodes[alias.index] = Node(*nodes[alias.target]);
}

}  // namespace dac::schema
