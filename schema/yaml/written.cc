#include "schema/yaml/written.h"

#include <algorithm>
#include <utility>

#include "schema/yaml/place.h"
#include "schema/yaml/scalar_end.h"
#include "schema/yaml/word_reader.h"

namespace dac::schema {
namespace {

/// Thrown inside this file where the text is not as the tree says.
struct Lost {};

class Reader : private WordReader {
 public:
  explicit Reader(std::string_view text) : WordReader(text) {}

  WrittenDocument document(const Node& root) {
    WrittenDocument document;
    Gap gap = take_gap();
    document.beside = gap.beside;
    document.lead = std::move(gap.lines);
    document.root = value(root, {}, document.lead);
    gap = take_gap();
    if (!gap.beside.empty()) pending_.insert(pending_.begin(), {trim_front(gap.beside), 0});
    append(pending_, std::move(gap.lines));
    document.tail = std::move(pending_);
    if (at_ != text_.size()) throw Lost{};
    document.comments = take_comments();
    return document;
  }

 private:
  /// The collection around a value.
  struct Around {
    std::size_t column = 0;  // of a block collection: where its children begin
    bool is_flow = false;
    bool is_list = false;
  };

  static void append(std::vector<Remark>& to, std::vector<Remark> more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  /// Whether something stands for an empty value: null, ~ or an alias.
  [[nodiscard]] bool is_written(const Node& node, const Around& around) const {
    if (node.kind != NodeKind::kEmpty) return true;
    const std::size_t next = skip_space(text_, at_);
    if (next >= text_.size() || (!around.is_flow && column(next) <= around.column)) return false;
    return std::string_view("&*~nN").find(text_[next]) != std::string_view::npos;
  }

  /// Whether the anchor that comes is that of the node, not that of its first key.
  [[nodiscard]] bool is_own_anchor(const Node& node) const {
    if (peek() != '&' || node.kind != NodeKind::kMap) return peek() == '&';
    std::size_t behind = end_of_name();
    while (behind < text_.size() && is_blank(text_[behind])) ++behind;
    return behind == text_.size() || std::string_view("\n#{").find(text_[behind]) != std::string_view::npos;
  }

  /// What a key, a dash or a comma is followed by. Lines in front of a scalar go to `above`.
  Written value(const Node& node, const Around& around, std::vector<Remark>& above) {
    Written out;
    out.node = &node;
    if (!is_written(node, around)) return out;
    Gap gap = take_gap();
    const std::size_t begin = at_;
    if (is_own_anchor(node)) {
      out.anchor = take_name();
      out.has_names = true;
      if (!is_written(node, around)) {
        lay_above(above, std::move(gap));
        return out;
      }
      Gap more = take_gap();
      if (gap.beside.empty())
        gap.beside = more.beside;
      else if (!more.beside.empty())
        gap.lines.push_back({trim_front(more.beside), 0});
      append(gap.lines, std::move(more.lines));
    }
    const bool has_children = node.kind == NodeKind::kMap || node.kind == NodeKind::kList;
    const bool is_flow = around.is_flow || peek() == '{' || peek() == '[';
    if (has_children && !is_flow && peek() != '*') {
      out.beside = gap.beside;
      block(out, around, std::move(gap.lines));
      return out;
    }
    lay_above(above, std::move(gap));
    if (peek() == '*') {
      out.is_alias = out.has_names = true;
      out.text = take_name();
    } else if (has_children) {
      flow(out);
    } else if (node.kind == NodeKind::kEmpty) {
      out.text = take_name();
    } else if (node.style == ScalarStyle::kBlock) {
      // An anchor behind a dash might begin a key: for what is on its line the parser counts from its column.
      const bool counts_from_anchor = around.is_list && slice(begin, at_).find('\n') == std::string_view::npos;
      block_scalar(out, counts_from_anchor && at_ != begin ? column(begin) : around.column);
    } else {
      const std::size_t end = end_of_scalar(text_, at_, node.style, node.text);
      if (end <= at_) throw Lost{};
      out.text = slice(at_, end);
      at_ = end;
    }
    return out;
  }

  /// What stands in front of a value that fits a line goes to the lines above.
  static void lay_above(std::vector<Remark>& above, Gap gap) {
    if (!gap.beside.empty()) above.push_back({trim_front(gap.beside), 0});
    append(above, std::move(gap.lines));
  }

  void key(WrittenChild& child, const Node& node) {
    child.key = &node;
    const std::size_t begin = at_;
    if (peek() == '&') {
      take_name();
      while (is_blank(peek())) ++at_;
      child.value.has_names = true;
    }
    at_ = end_of_scalar(text_, at_, node.style, node.text);
    child.key_text = slice(begin, at_);
    if (at_ == begin || node.style == ScalarStyle::kBlock || child.key_text.find('\n') != std::string_view::npos)
      throw Lost{};
  }

  /// `at_` is at a key, or at the ? in front of it; behind its value after.
  void entry(WrittenChild& child, const NodeEntry& node, const Around& around) {
    if (peek() == '?' && at_ + 1 < text_.size() && is_space(text_[at_ + 1])) {
      ++at_;
      lay_above(child.lead, take_gap());
    }
    key(child, node.first);
    const bool key_has_names = child.value.has_names;
    const std::size_t behind = at_;
    Gap gap = take_gap();
    if (peek() == ':') {
      lay_above(child.lead, std::move(gap));
      ++at_;
      child.value = value(node.second, around, child.lead);
    } else {  // only the key is there
      at_ = behind;
      if (node.second.kind != NodeKind::kEmpty) throw Lost{};
      child.value.node = &node.second;
    }
    child.value.has_names |= key_has_names;
  }

  /// The comment behind a value, if nothing else has it, and the lines below.
  void end_child(WrittenChild& child) {
    if (child.value.is_block()) return;  // it did
    Gap gap = take_gap();
    child.trail = gap.beside;
    pending_ = std::move(gap.lines);
  }

  void block(Written& out, const Around& around, std::vector<Remark> lines) {
    const bool is_map = out.node->kind == NodeKind::kMap;
    const std::size_t mine = column(at_);
    const std::size_t n = is_map ? out.node->entries.size() : out.node->items.size();
    pending_ = std::move(lines);
    out.children.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
      WrittenChild& child = out.children.emplace_back();
      child.lead = std::exchange(pending_, {});
      if (is_map) {
        entry(child, out.node->entries[i], {.column = mine});
      } else {
        if (!take('-')) throw Lost{};
        child.value = value(out.node->items[i], {.column = mine, .is_list = true}, child.lead);
      }
      out.has_names |= child.value.has_names;
      end_child(child);
    }
    take_tail(out, around, mine);
  }

  /// Comments that are indented as the collection is belong to its end.
  void take_tail(Written& out, const Around& around, std::size_t mine) {
    const std::size_t least = around.column == mine ? mine + 1 : mine;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      if (pending_[i].text.empty()) continue;
      if (pending_[i].column < least) break;
      taken = i + 1;
    }
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(taken);
    out.tail.assign(pending_.begin(), end);
    pending_.erase(pending_.begin(), end);
  }

  void flow(Written& out) {
    const std::size_t begin = at_;
    const bool is_map = out.node->kind == NodeKind::kMap;
    const bool is_pair = is_map && peek() != '{';  // [a: b], which is [{a: b}]
    const std::size_t n = is_map ? out.node->entries.size() : out.node->items.size();
    out.is_flow = true;
    std::vector<Remark> lines;
    if (!is_pair) {
      ++at_;
      lay_above(lines, take_gap());
    }
    out.children.reserve(n);
    for (std::size_t i = 0; i < n; ++i) {
      WrittenChild& child = out.children.emplace_back();
      child.lead = std::exchange(lines, {});
      if (is_map)
        entry(child, out.node->entries[i], {.is_flow = true});
      else
        child.value = value(out.node->items[i], {.is_flow = true}, child.lead);
      out.has_names |= child.value.has_names;
      if (!is_pair) lines = behind_flow_child(child);
    }
    out.tail = std::move(lines);
    if (!is_pair && !take(is_map ? '}' : ']')) throw Lost{};
    out.is_broken = slice(begin, at_).find('\n') != std::string_view::npos;
  }

  /// The comma, and the comments around it: the first beside the child is its own, the others are lines.
  std::vector<Remark> behind_flow_child(WrittenChild& child) {
    Gap gap = take_gap();
    child.trail = gap.beside;
    std::vector<Remark> lines = std::move(gap.lines);
    if (peek() != ',') return lines;
    ++at_;
    gap = take_gap();
    if (child.trail.empty() && lines.empty())
      child.trail = gap.beside;
    else if (!gap.beside.empty())
      lines.push_back({trim_front(gap.beside), 0});
    append(lines, std::move(gap.lines));
    return lines;
  }

  /// `least`: the column that its lines are indented from.
  void block_scalar(Written& out, std::size_t least) {
    const std::size_t end = end_of_line(text_, at_);
    const std::string_view header = slice(at_, end);
    const std::size_t behind = std::min(header.find_first_of(" \t#"), header.size());  // the parser takes "|2#", too
    out.text = header.substr(0, behind);
    if (header.find('#') != std::string_view::npos) out.beside = comment(at_ + behind, end);
    if (const std::size_t digit = out.text.find_first_of("123456789"); digit != std::string_view::npos)
      out.indent = least + static_cast<std::size_t>(out.text[digit] - '0');
    at_ = end;
    std::size_t counted = 0;  // lines that are not blank, or have such below
    while (at_ + 1 < text_.size()) {
      const std::string_view line = slice(at_ + 1, end_of_line(text_, at_ + 1));
      const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
      const bool is_blank = indent == line.size() && (out.indent == 0 || indent <= out.indent);
      if (!is_blank && out.indent == 0) out.indent = std::max(indent, least + 1);
      if (!is_blank && indent < out.indent) break;
      out.lines.push_back(line);
      if (!is_blank) counted = out.lines.size();
      at_ += 1 + line.size();
    }
    if (out.text.find('+') != std::string_view::npos) return;
    while (out.lines.size() > counted) {  // they are no part of it
      at_ -= 1 + out.lines.back().size();
      out.lines.pop_back();
    }
  }

  std::vector<Remark> pending_;  // lines that were read and belong to what comes, or to the end of what is open
};

}  // namespace

std::optional<WrittenDocument> read_written(std::string_view text, const Node& root) {
  try {
    return Reader(text).document(root);
  } catch (const Lost&) {
    return std::nullopt;
  }
}

}  // namespace dac::schema
