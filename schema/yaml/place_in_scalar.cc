#include <algorithm>
#include <optional>

#include "schema/base/text.h"
#include "schema/yaml/parse.h"
#include "schema/yaml/place.h"
#include "schema/yaml/scalar_end.h"
#include "schema/yaml/text_check.h"

namespace dac::schema {
namespace {

/// The first byte of the line of `origin` in its file, as a place.
std::optional<Place> find_line(std::string_view text, const Origin& origin) {
  Place place;
  for (; place.line < origin.line; ++place.line) {
    const std::size_t end = end_of_line(text, place.offset);
    if (end == text.size()) return std::nullopt;
    place.offset = end + 1;
  }
  return place;
}

std::optional<Place> find(std::string_view text, const Origin& origin) {
  auto place = find_line(text, origin);
  if (!place) return place;
  const std::size_t end = end_of_line(text, place->offset);
  while (place->column < origin.column && place->offset < end) {
    std::size_t next = place->offset + 1;
    while (next < end && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
    place->advance(text, next);
  }
  return place;
}

/// Bytes of the value that an escape of double quotes says, and how long it is written.
struct Escape {
  std::size_t written;
  std::size_t says;
};

Escape read_escape(std::string_view text, std::size_t at) {
  const char kind = at + 1 < text.size() ? text[at + 1] : ' ';
  const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
  if (digits == 0) return {2, kind == 'N' || kind == '_' ? 2U : kind == 'L' || kind == 'P' ? 3U : 1U};
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < digits && at + 2 + i < text.size(); ++i) {
    const char digit = text[at + 2 + i];
    value = value * 16 + static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
  }
  return {2 + digits, value < 0x80 ? 1U : value < 0x800 ? 2U : value < 0x10000 ? 3U : 4U};
}

/// The byte of a quoted scalar on one line that says byte `offset` of its value.
std::optional<std::size_t> find_in_quoted(std::string_view text, std::size_t begin, std::size_t offset) {
  const char quote = text[begin];
  std::size_t at = begin + 1;
  for (std::size_t said = 0; said < offset && at < text.size();) {
    if (text[at] == '\n') return std::nullopt;
    Escape next{1, 1};
    if (quote == '"' && text[at] == '\\') next = read_escape(text, at);
    if (quote == '\'' && text[at] == '\'') next = {2, 1};
    if (said + next.says > offset) break;
    at += next.written;
    said += next.says;
  }
  return at;
}

/// Of a plain or block scalar, whose visible characters stand one by one from `from` on. White space is found by what
/// stands before it.
std::size_t find_in_written(std::string_view text, std::size_t from, std::string_view value, std::size_t offset) {
  const auto is_visible = [](char c) { return !is_space(c); };
  const auto count = [&](std::size_t end) {
    return static_cast<std::size_t>(
        std::count_if(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(end), is_visible));
  };
  if (offset < value.size() && is_visible(value[offset])) return find_nth_visible(text, from, count(offset));
  std::size_t behind = offset;
  while (behind > 0 && !is_visible(value[behind - 1])) --behind;
  return behind == 0 ? from : find_nth_visible(text, from, count(behind) - 1) + 1 + (offset - behind);
}

}  // namespace

Origin place_in_scalar(const Sources& sources, Origin scalar, std::string_view value, std::size_t offset) {
  const std::string_view text = without_bom(sources.text(scalar.file));
  const auto begin = find(text, scalar);
  if (!begin || begin->offset >= text.size()) return scalar;
  const char first = text[begin->offset];
  std::size_t at = begin->offset;
  if (first == '"' || first == '\'') {
    const auto found = find_in_quoted(text, at, offset);
    if (!found) return scalar;
    at = *found;
  } else {
    const bool is_block = first == '|' || first == '>';
    at = find_in_written(text, is_block ? end_of_line(text, at) : at, value, std::min(offset, value.size()));
  }
  Place place = *begin;
  place.advance(text, std::min(at, text.size()));
  return place.origin(scalar.file);
}

}  // namespace dac::schema
