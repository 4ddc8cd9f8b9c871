#include "schema/format/layout.h"

#include <algorithm>
#include <span>

#include "schema/format/order.h"

namespace dac::schema {
namespace {

constexpr std::size_t kStep = 2;  // blanks for a level

using Remarks = std::span<const Remark>;

std::size_t leading_blanks(Remarks lines) {
  const auto end = std::find_if(lines.begin(), lines.end(), [](const Remark& line) { return !line.text.empty(); });
  return static_cast<std::size_t>(end - lines.begin());
}

bool all_blank(const std::vector<Remark>& lines) {
  return std::all_of(lines.begin(), lines.end(), [](const Remark& line) { return line.text.empty(); });
}

/// Blanks in front of a line; kTab where a tab is among them.
constexpr std::size_t kTab = static_cast<std::size_t>(-1);
std::size_t depth(std::string_view line) {
  std::size_t n = 0;
  while (n < line.size() && line[n] == ' ') ++n;
  return n < line.size() && line[n] == '\t' ? kTab : n;
}

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void document(const WrittenDocument& document, bool has_marker) {
    if (has_marker) {
      comment(document.beside);
      out_ += '\n';
    } else if (!document.beside.empty()) {
      out_ += document.beside.substr(document.beside.find('#'));
      out_ += '\n';
    }
    remarks(document.lead, 0);
    const DocumentTable table(*document.root.node);
    if (!document.root.anchor.empty()) {
      out_ += document.root.anchor;
      comment(document.root.beside);
      out_ += '\n';
    }
    if (document.root.is_block()) {
      block(document.root, table.guide(), 0);
    } else {
      flow(document.root, table.guide(), 0);
      out_ += '\n';
    }
    remarks(document.tail, 0);
  }

 private:
  void blanks(std::size_t n) { out_.append(n, ' '); }

  void remarks(Remarks lines, std::size_t indent) {
    for (const Remark& line : lines) {
      if (line.text.empty() && (keeps_ || out_.empty())) continue;  // it would be part of the text above
      if (!line.text.empty()) blanks(indent);
      out_ += line.text;
      out_ += '\n';
      keeps_ = false;
    }
  }

  /// Behind something on its line: the blanks in front stay, for authors put comments in columns.
  void comment(std::string_view text) {
    if (text.empty()) return;
    const std::size_t begin = text.find('#');
    const std::string_view front = text.substr(0, begin);
    out_ += front.empty() || front.find('\t') != std::string_view::npos ? " " : front;
    out_ += text.substr(begin);
  }

  void end_line(std::string_view trail) {
    comment(trail);
    out_ += '\n';
  }

  /// The lines above a child. Blank ones above what has become the first go above what was it.
  void lead(const WrittenChild& child, const WrittenChild& first, const Written& collection, std::size_t indent) {
    const WrittenChild& was_first = collection.children.front();
    const std::size_t blank = leading_blanks(first.lead);
    if (&child == &was_first && &first != &was_first && leading_blanks(child.lead) == 0)
      remarks(Remarks(first.lead).first(blank), indent);
    remarks(Remarks(child.lead).subspan(&child == &first && &first != &was_first ? blank : 0), indent);
  }

  /// Each child on lines of its own; the first goes on behind a dash where `is_open`.
  void block(const Written& collection, const Guide& guide, std::size_t indent, bool is_open = false) {
    const bool is_map = collection.node->kind == NodeKind::kMap;
    const auto children = ordered(collection, guide);
    for (const WrittenChild* child : children) {
      if (!is_open) {
        lead(*child, *children.front(), collection, indent);
        blanks(indent);
      }
      is_open = false;
      keeps_ = false;
      if (is_map) {
        out_ += child->key_text;
        out_ += ':';
      } else {
        out_ += '-';
      }
      value(*child, guide.child(is_map ? child->key->text : std::string_view()), indent);
    }
    remarks(collection.tail, indent);
  }

  /// What stands behind "key:" or "-", to the end of its last line.
  void value(const WrittenChild& child, const Guide& guide, std::size_t indent) {
    const Written& value = child.value;
    if (guide.is_resource) return resource(child, indent, &Writer::value);
    if (!value.anchor.empty()) {
      out_ += ' ';
      out_ += value.anchor;
    }
    if (value.is_block()) {
      const bool goes_on = child.key == nullptr && value.anchor.empty() && value.beside.empty() &&
                           all_blank(ordered(value, guide).front()->lead);
      if (goes_on)
        out_ += ' ';
      else
        end_line(value.beside);
      block(value, guide, indent + kStep, goes_on);
      return;
    }
    if (value.is_flow || !value.text.empty()) out_ += ' ';
    // Behind "- &x" the parser wants lines that are indented more than the anchor, and counts "|2" from there.
    const bool is_named_item = child.key == nullptr && !value.anchor.empty();
    const std::size_t inside = indent + (is_named_item ? 2 * kStep : kStep);
    if (is_block_scalar(value))
      block_scalar(value, inside);
    else if (value.is_flow)
      flow(value, guide, inside);
    else
      scalar(value.text, inside);
    if (!is_block_scalar(value)) end_line(child.trail);
  }

  using Print = void (Writer::*)(const WrittenChild&, const Guide&, std::size_t);
  void resource(const WrittenChild& child, std::size_t indent, Print print) {
    const DocumentTable table(*child.value.node);
    (this->*print)(child, table.guide(), indent);
  }

  static bool is_block_scalar(const Written& value) {
    return !value.is_alias && value.node->kind == NodeKind::kScalar && value.node->style == ScalarStyle::kBlock;
  }

  /// A text at the end of a file that ends without a line has none at its own end: then "-" says so.
  static std::string block_header(const Written& value) {
    std::string header(value.text);
    for (char& c : header)
      if (c >= '1' && c <= '9') c = '0' + static_cast<char>(kStep);
    const std::string& text = value.node->text;
    if (text.empty() || text.back() == '\n') return header;
    std::erase(header, '+');
    return header.find('-') == std::string::npos ? header + '-' : header;
  }

  void block_scalar(const Written& value, std::size_t indent) {
    const std::string header = block_header(value);
    out_ += header;
    end_line(value.beside);
    for (const std::string_view line : value.lines) {
      if (line.size() > value.indent) {
        blanks(indent);
        out_ += line.substr(value.indent);
      }
      out_ += '\n';
    }
    keeps_ = header.find('+') != std::string::npos;
  }

  /// Of a text over several lines those behind the first keep their places to each other.
  void scalar(std::string_view text, std::size_t indent) {
    std::size_t end = text.find('\n');
    out_ += text.substr(0, end);
    if (end == std::string_view::npos) return;
    std::size_t least = kTab;
    bool has_tab = false;
    for_each_line(text.substr(end + 1), [&](std::string_view line) {
      if (line.find_first_not_of(" \t") == std::string_view::npos) return;
      has_tab |= depth(line) == kTab;
      least = std::min(least, depth(line));
    });
    for_each_line(text.substr(end + 1), [&](std::string_view line) {
      out_ += '\n';
      const std::size_t begin = line.find_first_not_of(" \t");
      if (begin == std::string_view::npos) return;
      blanks(indent + (has_tab ? 0 : depth(line) - least));
      out_ += line.substr(begin);
    });
  }

  template <class Function>
  static void for_each_line(std::string_view text, const Function& function) {
    for (;;) {
      const std::size_t end = text.find('\n');
      function(text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  /// On one line if the author has it on one; else each child on its own, and the bracket under them.
  void flow(const Written& collection, const Guide& guide, std::size_t indent) {
    const bool is_map = collection.node->kind == NodeKind::kMap;
    const bool is_broken = collection.is_broken && !(collection.children.empty() && all_blank(collection.tail));
    const auto children = ordered(collection, guide);
    out_ += is_map ? '{' : '[';
    if (is_broken) out_ += '\n';
    for (std::size_t i = 0; i < children.size(); ++i) {
      const WrittenChild& child = *children[i];
      const bool is_last = i + 1 == children.size();
      if (is_broken) {
        remarks(child.lead, indent + kStep);
        blanks(indent + kStep);
      }
      flow_child(child, guide.child(is_map ? child.key->text : std::string_view()), indent + kStep);
      if (!is_last) out_ += is_broken ? "," : ", ";
      // The parser wants it where a line ends behind a key.
      if (is_broken && is_last && child.key != nullptr && is_nothing(child.value)) out_ += ':';
      if (is_broken) end_line(child.trail);
    }
    if (is_broken) {
      remarks(collection.tail, indent + kStep);
      blanks(indent);
    }
    out_ += is_map ? '}' : ']';
  }

  static bool is_nothing(const Written& value) { return !value.is_flow && value.text.empty() && value.anchor.empty(); }

  void flow_child(const WrittenChild& child, const Guide& guide, std::size_t indent) {
    const Written& value = child.value;
    if (guide.is_resource) return resource(child, indent, &Writer::flow_child);
    const bool is_written = value.is_flow || !value.text.empty();
    out_ += child.key_text;
    if (child.key != nullptr && (is_written || !value.anchor.empty())) out_ += ": ";
    out_ += value.anchor;
    if (!value.anchor.empty() && is_written) out_ += ' ';
    if (value.is_flow)
      flow(value, guide, indent);
    else
      scalar(value.text, indent);
  }

  std::string& out_;
  bool keeps_ = false;  // the text above, "|+", takes blank lines for its own
};

}  // namespace

void lay_out(const WrittenDocument& document, bool has_marker, std::string& out) {
  Writer(out).document(document, has_marker);
}

}  // namespace dac::schema
