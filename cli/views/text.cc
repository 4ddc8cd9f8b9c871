#include "cli/views/text.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

std::string cut(std::string text, std::size_t width) {
  if (count_code_points(text) <= width) return text;
  std::size_t at = 0;
  for (std::size_t shown = 0; shown + 3 < width; ++shown) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return text.substr(0, at) + "...";
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

std::vector<std::string> text_difference(std::string_view before, std::string_view after, std::size_t limit) {
  const auto old_lines = split(before, '\n');
  const auto new_lines = split(after, '\n');
  const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  std::size_t head = 0;
  while (head < shorter && old_lines[head] == new_lines[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail])
    ++tail;
  std::vector<std::string> lines;
  const auto add = [&](std::string_view sign, std::string_view line) {
    lines.push_back(fmt::format("{} {}", sign, cut(escape_control(line, true), 70)));
  };
  if (head > 0) add(" ", old_lines[head - 1]);
  for (std::size_t i = head; i < old_lines.size() - tail; ++i) add("-", old_lines[i]);
  for (std::size_t i = head; i < new_lines.size() - tail; ++i) add("+", new_lines[i]);
  if (tail > 0) add(" ", new_lines[new_lines.size() - tail]);
  if (lines.size() > limit) {
    const std::size_t more = lines.size() - limit;
    lines.resize(limit);
    lines.push_back(fmt::format("... {}", counted(more, "more line")));
  }
  return lines;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) width += is_wide(code_point_at(text, at)) ? 2 : 1;
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
