#include "schema/format/yaml_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "schema/base/check.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

constexpr std::size_t kWidth = 100;  // of a line with brackets
constexpr std::size_t kIndent = 2;

constexpr std::array<std::string_view, 5> kNoTexts = {"null", "Null", "NULL", "~", ""};

bool is_plain_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_./+-$ :").find(c) != std::string_view::npos;
}

/// Whether a text means itself without quotes, also between brackets.
bool is_plain(std::string_view text) {
  if (std::ranges::find(kNoTexts, text) != kNoTexts.end()) return false;
  if (!std::ranges::all_of(text, is_plain_char) || text.find(": ") != std::string_view::npos) return false;
  const char first = text.front();
  const char last = text.back();
  const bool is_word =
      first != ' ' && first != ':' && (first != '-' || (text.size() > 1 && text[1] != ' ' && text[1] != '-'));
  return is_word && last != ' ' && last != ':' && !text.starts_with("...");
}

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("${")) out += '$';
    out += text[i];
  }
  return out;
}

std::string written(std::string_view text) { return is_plain(text) ? std::string(text) : to_json(Value(text)); }

std::string scalar(const Value& value) {
  if (const std::string* text = value.as_string()) return written(escaped(*text));
  if (const Secret* secret = value.as_secret()) return written(secret->text);
  DAC_CHECK(!value.is_unknown() && !value.is_hidden() && !value.is_null());
  return to_json(value);
}

std::string in_brackets(const Value& value) {
  std::string out;
  if (const Map* map = value.as_map()) {
    for (const auto& [key, item] : *map) out += (out.empty() ? "" : ", ") + written(key) + ": " + in_brackets(item);
    return "{" + out + "}";
  }
  if (const List* list = value.as_list()) {
    for (const Value& item : *list) out += (out.empty() ? "" : ", ") + in_brackets(item);
    return "[" + out + "]";
  }
  return scalar(value);
}

bool is_collection(const Value& value) { return value.as_map() != nullptr || value.as_list() != nullptr; }

void write_map(const Map& map, std::size_t level, std::string& out);

void write_value(const Value& value, std::size_t level, std::string& out);

/// Behind a "-", where the first line of a map stands too.
void write_item(const Value& item, std::size_t level, std::string& out) {
  std::string text;
  const bool is_short = level > 1 && level * kIndent + in_brackets(item).size() < kWidth;
  if (item.as_map() == nullptr || item.as_map()->empty() || is_short) {
    write_value(item, level + 1, text);
    out += std::string(level * kIndent, ' ') + "-" + text;
    return;
  }
  write_map(*item.as_map(), level + 1, text);
  text[level * kIndent] = '-';
  out += text;
}

/// Whether a text can stand on lines of its own below a `|`, and be the same again.
bool is_block(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text.ends_with("\n\n") || text.starts_with(' ') ||
      text.starts_with('\n'))
    return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_control = static_cast<unsigned char>(text[i]) < ' ' && text[i] != '\n';
    const bool ends_blank = text[i] == ' ' && (i + 1 == text.size() || text[i + 1] == '\n');
    if (is_control || ends_blank || static_cast<unsigned char>(text[i]) >= 0x7f) return false;
  }
  return true;
}

void write_block(const std::string& text, std::size_t level, std::string& out) {
  out += text.ends_with('\n') ? " |\n" : " |-\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    if (!line.empty()) out += std::string(level * kIndent, ' ');
    out.append(line).append("\n");
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
}

/// What follows "key:".
void write_value(const Value& value, std::size_t level, std::string& out) {
  if (const std::string* text = value.as_string(); text != nullptr && is_block(*text))
    return write_block(escaped(*text), level, out);
  const std::size_t line = out.size() - (out.rfind('\n') == std::string::npos ? 0 : out.rfind('\n') + 1);
  const std::string short_form = in_brackets(value);
  const bool is_empty = short_form == "{}" || short_form == "[]";
  const bool is_short = line + short_form.size() < kWidth;
  if (!is_collection(value) || is_empty || (level > 1 && is_short)) {
    out += " " + short_form + "\n";
    return;
  }
  if (const Map* map = value.as_map()) {
    out += "\n";
    return write_map(*map, level, out);
  }
  out += "\n";
  for (const Value& item : *value.as_list()) write_item(item, level, out);
}

void write_map(const Map& map, std::size_t level, std::string& out) {
  for (const auto& [key, value] : map) {
    out += std::string(level * kIndent, ' ') + written(key) + ":";
    // Who a thing is stands in one line, what it is in lines of its own.
    write_value(value, level + 1 + (level == 0 && key == "metadata" ? 1 : 0), out);
  }
}

}  // namespace

std::string yaml_flow(const Value& value) { return in_brackets(value); }

std::string yaml_text(const Map& map) {
  std::string out;
  write_map(map, 0, out);
  return out;
}

}  // namespace dac::schema
