#include "schema/format/edit.h"

#include <algorithm>
#include <span>

#include "schema/format/format.h"
#include "schema/format/yaml_text.h"
#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

using Keys = std::span<const std::string>;

/// The byte that an origin means; the end of the text where it lies behind.
std::size_t offset_of(std::string_view text, const Origin& origin) {
  std::size_t at = 0;
  for (std::uint32_t line = 1; line < origin.line; ++line) at = text.find('\n', at) + 1;
  for (std::uint32_t column = 1; column < origin.column && at < text.size(); ++column) do
      ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
  return std::min(at, text.size());
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
  // The end of a collection may be the start of the line behind it.
  while (at > 0 && text[at - 1] == '\n') --at;
  return std::min(text.find('\n', at), text.size());
}

bool is_flow(std::string_view text, const Node& node) { return text[offset_of(text, node.span.begin)] == '{'; }

/// The value that the keys lead to, through maps that are made for it.
Value nested(Keys keys, const Value& value) {
  if (keys.empty()) return value;
  Map map;
  map.append(keys.front(), nested(keys.subspan(1), value));
  return map;
}

class Editor {
 public:
  Editor(std::string_view text, const Edit& edit) : text_(text), edit_(edit) {}

  std::optional<std::string> run(const Node& root) {
    const Node* node = &root;
    const NodeEntry* parent = nullptr;
    const Keys keys = edit_.keys;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (node->kind != NodeKind::kMap) return std::nullopt;
      const auto entry =
          std::ranges::find_if(node->entries, [&](const NodeEntry& each) { return each.first.text == keys[i]; });
      if (entry == node->entries.end())
        return edit_.value ? insert(*node, keys[i], nested(keys.subspan(i + 1), *edit_.value)) : std::nullopt;
      if (i + 1 == keys.size()) return edit_.value ? replace(entry->second) : remove(*node, *entry, parent);
      parent = &*entry;
      node = &entry->second;
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string with(std::size_t begin, std::size_t end, std::string_view in_between) const {
    return std::string(text_.substr(0, begin)) + std::string(in_between) + std::string(text_.substr(end));
  }

  std::optional<std::string> replace(const Node& old) const {
    if (old.kind != NodeKind::kScalar || old.style == ScalarStyle::kBlock) return std::nullopt;
    return with(offset_of(text_, old.span.begin), offset_of(text_, old.span.end), yaml_flow(*edit_.value));
  }

  [[nodiscard]] std::optional<std::string> insert(const Node& map, const std::string& key, const Value& value) const {
    const std::string entry = yaml_flow(Value(key)) + ": " + yaml_flow(value);
    if (is_flow(text_, map)) {
      if (map.entries.empty()) {
        const std::size_t open = offset_of(text_, map.span.begin) + 1;
        return with(open, open, entry);
      }
      const std::size_t end = offset_of(text_, map.entries.back().second.span.end);
      return with(end, end, ", " + entry);
    }
    const std::size_t end = end_of_line(text_, offset_of(text_, map.entries.back().second.span.end));
    return with(end, end, "\n" + std::string(map.entries.front().first.span.begin.column - 1, ' ') + entry);
  }

  /// A map that holds nothing else goes with it, unless it stands in brackets, or is the document's own.
  std::optional<std::string> remove(const Node& map, const NodeEntry& entry, const NodeEntry* parent) const {
    const std::size_t begin = offset_of(text_, entry.first.span.begin);
    const std::size_t end = offset_of(text_, entry.second.span.end);
    if (!is_flow(text_, map)) {
      const NodeEntry& gone = map.entries.size() == 1 && parent != nullptr ? *parent : entry;
      const std::size_t first = text_.rfind('\n', offset_of(text_, gone.first.span.begin)) + 1;
      return with(first, std::min(end_of_line(text_, end) + 1, text_.size()), "");
    }
    const std::size_t position = static_cast<std::size_t>(&entry - map.entries.data());
    if (map.entries.size() == 1) return with(begin, end, "");
    if (position == 0) return with(begin, offset_of(text_, map.entries[1].first.span.begin), "");
    return with(offset_of(text_, map.entries[position - 1].second.span.end), end, "");
  }

  std::string_view text_;
  const Edit& edit_;
};

/// Takes away what the keys lead to, with maps that hold nothing else.
void erase(Node& node, Keys keys) {
  const auto entry =
      std::ranges::find_if(node.entries, [&](const NodeEntry& each) { return each.first.text == keys.front(); });
  if (entry == node.entries.end()) return;
  if (keys.size() > 1) erase(entry->second, keys.subspan(1));
  if (keys.size() == 1 || entry->second.entries.empty()) node.entries.erase(entry);
}

const Node* at(const Node* node, Keys keys) {
  for (const std::string& key : keys)
    if (node != nullptr) node = node->find(key);
  return node;
}

/// Whether only the entry differs, and is as it should be.
bool is_right(const Node& before, const Node& after, const Edit& edit) {
  const Node* value = at(&after, edit.keys);
  if (!edit.value ? value != nullptr : value == nullptr || value->kind != NodeKind::kScalar) return false;
  Node old = before;
  Node now = after;
  erase(old, edit.keys);
  erase(now, edit.keys);
  return same_meaning(old, now);
}

}  // namespace

std::optional<std::string> edited(std::string_view text, const Node& root, const Edit& edit) {
  std::optional<std::string> changed = Editor(text, edit).run(root);
  if (!changed) return std::nullopt;
  Sources sources;
  const auto before = parse_yaml(sources, sources.add("before", std::string(text)));
  const auto after = parse_yaml(sources, sources.add("after", *changed));
  if (after.findings.has_errors() || before.value.size() != after.value.size()) return std::nullopt;
  for (std::size_t i = 0; i < before.value.size(); ++i) {
    const Node& old = before.value[i].root;
    const Node& now = after.value[i].root;
    const bool is_it = old.span.begin.line == root.span.begin.line && old.span.begin.column == root.span.begin.column;
    if (is_it ? !is_right(old, now, edit) : !same_meaning(old, now)) return std::nullopt;
  }
  return changed;
}

const Node* find_document(const std::vector<Document>& documents, std::string_view kind, std::string_view name) {
  for (const Document& document : documents) {
    const Node* its_kind = document.root.find("kind");
    const Node* metadata = document.root.find("metadata");
    const Node* its_name = metadata == nullptr ? nullptr : metadata->find("name");
    if (its_kind != nullptr && its_name != nullptr && its_kind->text == kind && its_name->text == name)
      return &document.root;
  }
  return nullptr;
}

}  // namespace dac::schema
