#include "cli/views/text.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// The bytes that its first `count` code points take; it has as many.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (std::size_t shown = 0; shown < count; ++shown) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

std::string cut(std::string text, std::size_t width) {
  if (count_code_points(text) <= width) return text;
  return text.substr(0, bytes_of(text, width - 3)) + "...";
}

/// The code point that starts at `at`, assuming valid UTF-8.
char32_t code_point_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return first;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  char32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
    value = (value << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  return value;
}

/// The blocks of Unicode's East Asian Width W and F that matter in practice.
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

}  // namespace

std::string show_value(const Value& value, std::size_t width) {
  if (value.is_null()) return "null";
  if (value.is_unknown()) return "(known after apply)";
  if (value.is_hidden()) return "(hidden)";
  if (const Secret* secret = value.as_secret()) return fmt::format("(secret {})", join(secret->names(), ", "));
  if (const std::string* text = value.as_string()) {
    if (text->empty()) return "\"\"";
    return cut(escape_control(*text), width);
  }
  return cut(escape_control(to_json(value)), width);
}

std::string show_origin(const Origin& origin, const Sources& sources) {
  if (!origin.known()) return {};
  const std::string path = escape_control(sources.path(origin.file));
  return origin.line == 0 ? path : fmt::format("{}:{}:{}", path, origin.line, origin.column);
}

std::string show_fact(const Value& fact) {
  const Map* map = fact.as_map();
  if (map == nullptr) return show_value(fact);
  std::string head;
  std::vector<std::string> words;
  for (const auto& [key, value] : *map)
    if (key == "what")
      head = show_value(value) + (head.empty() ? "" : " " + head);
    else if (key == "name")
      head += (head.empty() ? "" : " ") + show_value(value);
    else if (key != "at")
      words.push_back(fmt::format("{} {}", escape_control(key), show_value(value, 30)));
  return words.empty() ? head : fmt::format("{}: {}", head, join(words, ", "));
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> pieces;
  while (count_code_points(text) > width) {
    std::size_t end = bytes_of(text, width);
    const std::size_t blank = text.substr(0, end).rfind(' ');
    const bool at_blank = blank != std::string_view::npos && blank > end / 2;
    if (at_blank) end = blank;
    pieces.emplace_back(text.substr(0, end));
    text.remove_prefix(at_blank ? end + 1 : end);
  }
  pieces.emplace_back(text);
  return pieces;
}

std::string fold(const std::vector<std::string>& parts, const Folding& folding) {
  std::string text;
  std::size_t at = folding.used;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t wide = display_width(parts[i]);
    if (i > 0 && folding.width > 0 && at + 1 + wide > folding.width) {
      text += '\n' + std::string(folding.indent, ' ');
      at = folding.indent;
    } else if (i > 0) {
      text += ' ';
      ++at;
    }
    text += parts[i];
    at += wide;
  }
  return text;
}

std::string fold(std::string_view text, const Folding& folding) {
  if (folding.width == 0) return std::string(text);
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) words.emplace_back(word);
  return fold(words, folding);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  bool painted = false;  // inside ESC [ ... m
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') painted = true;
    if (painted) {
      painted = text[at] != 'm';
      continue;
    }
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) width += is_wide(code_point_at(text, at)) ? 2 : 1;
  }
  return width;
}

std::string show_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
  std::vector<std::size_t> widths(right.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - display_width(row[i]), ' ');
      line += right[i] ? gap + row[i] : row[i] + gap;
      if (i + 1 < row.size()) line += "  ";
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace dac::cli
