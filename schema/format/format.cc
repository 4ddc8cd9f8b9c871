#include "schema/format/format.h"

#include <algorithm>
#include <vector>

#include "schema/format/layout.h"
#include "schema/format/order.h"
#include "schema/yaml/parse.h"
#include "schema/yaml/place.h"
#include "schema/yaml/text_check.h"

namespace dac::schema {
namespace {

/// A document with its "---" or "..." in front, up to the next.
struct Part {
  std::string_view text;
  std::size_t first_line = 1;
  std::size_t lines = 0;
  bool has_marker = false;
};

bool is_marker(std::string_view line) {
  return (line.starts_with("---") || line.starts_with("...")) && (line.size() == 3 || is_space(line[3]));
}

/// Such a line cannot stand inside of a value.
std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts = {{.text = text.substr(0, 0)}};
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++line) {
    const std::size_t end = std::min(end_of_line(text, at) + 1, text.size());
    const std::string_view whole = text.substr(at, end - at);
    if (is_marker(whole)) {
      if (parts.back().text.empty()) parts.pop_back();
      parts.push_back({.text = text.substr(at, 0), .first_line = line, .has_marker = true});
    }
    Part& part = parts.back();
    part.text = std::string_view(part.text.data(), part.text.size() + whole.size());
    ++part.lines;
    at = end;
  }
  return parts;
}

std::string clean(std::string_view text) {
  std::string out(without_bom(text));
  const auto first = std::find(out.begin(), out.end(), '\r');
  out.erase(std::remove(first, out.end(), '\r'), out.end());  // none stands but in front of a line feed
  return out;
}

void drop_blank_end(std::string& out) {
  while (out.ends_with("\n\n")) out.pop_back();
}

std::string_view marker_of(const Part& part) { return part.text.substr(0, part.has_marker ? 3 : 0); }

using Comments = std::vector<std::string>;

void keep(const WrittenDocument& document, Comments& comments) {
  comments.insert(comments.end(), document.comments.begin(), document.comments.end());
}

/// Adds one part, and its comments; false where it cannot be followed.
bool add(const Part& part, const Node* root, bool is_last, std::string& out, Comments& comments) {
  const std::string_view marker = marker_of(part);
  if (root == nullptr || !is_ours(*root)) {
    out += part.text;
    if (root != nullptr || !is_last) return true;
    drop_blank_end(out);
    if (!out.empty() && out.back() != '\n') out += '\n';
    return true;
  }
  auto written = read_written(part.text.substr(marker.size()), *root);
  if (!written) return false;
  keep(*written, comments);
  if (is_last)
    while (!written->tail.empty() && written->tail.back().text.empty()) written->tail.pop_back();
  out += marker;
  lay_out(*written, part.has_marker, out);
  return true;
}

/// Calls `take(part, root or nullptr, whether it is the last)` until it gives false; whether it never did and every
/// root has its part.
template <class Take>
bool each_part(const std::string& text, std::span<const Node* const> roots, const Take& take) {
  const std::vector<Part> parts = parts_of(text);
  auto root = roots.begin();
  for (const Part& part : parts) {
    const bool has_root = root != roots.end() && (*root)->span.begin.line < part.first_line + part.lines;
    if (!take(part, has_root ? *root : nullptr, &part == &parts.back())) return false;
    if (has_root) ++root;
  }
  return root == roots.end();
}

/// Whether `text`, parsed again, says the same as `roots` and has the same comments, in any order.
bool same_again(std::span<const Node* const> roots, Comments comments, const std::string& text) {
  Sources sources;
  const auto again = parse_yaml(sources, sources.add(std::string(), text));
  if (again.findings.has_errors() ||
      !std::equal(roots.begin(), roots.end(), again.value.begin(), again.value.end(),
                  [](const Node* a, const Document& b) { return same_meaning(*a, b.root); }))
    return false;
  std::vector<const Node*> found;
  for (const Document& document : again.value) found.push_back(&document.root);
  Comments kept;
  const bool is_read = each_part(text, found, [&](const Part& part, const Node* root, bool /*is_last*/) {
    if (root == nullptr || !is_ours(*root)) return true;
    const auto written = read_written(part.text.substr(marker_of(part).size()), *root);
    if (written) keep(*written, kept);
    return written.has_value();
  });
  std::sort(comments.begin(), comments.end());
  std::sort(kept.begin(), kept.end());
  return is_read && comments == kept;
}

using Entries = std::vector<const NodeEntry*>;

Entries sorted(const Node& map) {
  Entries entries;
  for (const NodeEntry& entry : map.entries) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(),
            [](const NodeEntry* a, const NodeEntry* b) { return a->first.text < b->first.text; });
  return entries;
}

bool same_entry(const NodeEntry& a, const NodeEntry& b) {
  return same_meaning(a.first, b.first) && same_meaning(a.second, b.second);
}

}  // namespace

bool same_meaning(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.style != b.style || a.text != b.text) return false;
  if (!std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(),
                  [](const Node& x, const Node& y) { return same_meaning(x, y); }))
    return false;
  const Entries left = sorted(a);
  const Entries right = sorted(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const NodeEntry* x, const NodeEntry* y) { return same_entry(*x, *y); });
}

std::optional<std::string> canonical_form(std::string_view text, std::span<const Node* const> roots) {
  if (std::none_of(roots.begin(), roots.end(), [](const Node* root) { return is_ours(*root); }))
    return std::string(text);
  const std::string source = clean(text);
  std::string out;
  out.reserve(source.size() + source.size() / 8);
  Comments comments;
  const bool is_read = each_part(source, roots, [&](const Part& part, const Node* root, bool is_last) {
    return add(part, root, is_last, out, comments);
  });
  if (!is_read || (out != text && !same_again(roots, std::move(comments), out))) return std::nullopt;
  return out;
}

}  // namespace dac::schema
