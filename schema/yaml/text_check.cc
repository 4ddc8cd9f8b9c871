#include "schema/yaml/text_check.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/text.h"

namespace dac::schema {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

/// True for bytes that need no second look: printable ASCII, tab and line feed.
constexpr std::array<bool, 256> kHarmless = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < 0x7F; ++byte) table[byte] = true;
  table['\t'] = true;
  table['\n'] = true;
  return table;
}();

unsigned byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool looks_like_utf16(std::string_view text) {
  if (text.size() < 2) return false;
  const unsigned first = byte_at(text, 0), second = byte_at(text, 1);
  if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)) return true;
  return (first == 0) != (second == 0);  // a letter of ASCII in two or four bytes
}

TextProblem control(std::size_t offset, std::string message, std::string help) {
  return {codes::kControlCharacter, std::move(message), std::move(help), offset};
}

TextProblem control(std::size_t offset, unsigned value) {
  return control(offset, fmt::format("found the control character U+{:04X}", value),
                 fmt::format("remove it; in double quotes it can be written \\x{:02x}", value));
}

std::optional<TextProblem> check_byte(std::string_view text, std::size_t at) {
  const unsigned byte = byte_at(text, at);
  if (byte == '\r') {
    if (at + 1 < text.size() && text[at + 1] == '\n') return std::nullopt;
    return control(at, "found a carriage return without a line feed", "end lines with LF or CR LF");
  }
  if (byte < 0x80) return control(at, byte);
  if (byte == 0xC2 && byte_at(text, at + 1) < 0xA0) return control(at, byte_at(text, at + 1));
  if (text.substr(at, 3) == kBom)
    return control(at, "found a byte order mark inside the text",
                   "remove it; it may only stand at the start of a file");
  return std::nullopt;
}

}  // namespace

std::string_view without_bom(std::string_view text) {
  return text.substr(0, kBom.size()) == kBom ? text.substr(kBom.size()) : text;
}

std::optional<TextProblem> check_text(std::string_view text) {
  const auto harmless = [](char c) { return kHarmless[static_cast<unsigned char>(c)]; };
  const auto first = std::find_if_not(text.begin(), text.end(), harmless);
  if (first == text.end()) return std::nullopt;
  if (looks_like_utf16(text))
    return TextProblem{codes::kUtf16, "expected UTF-8, found UTF-16 or UTF-32", "save the file as UTF-8", 0};
  const std::size_t invalid = find_invalid_utf8(text).value_or(text.size());
  for (auto at = static_cast<std::size_t>(first - text.begin()); at < invalid; ++at) {
    if (harmless(text[at])) continue;
    if (auto problem = check_byte(text, at)) return problem;
  }
  if (invalid == text.size()) return std::nullopt;
  return TextProblem{codes::kInvalidUtf8,
                     fmt::format("expected UTF-8, found the byte 0x{:02X}", byte_at(text, invalid)),
                     "save the file as UTF-8", invalid};
}

}  // namespace dac::schema
