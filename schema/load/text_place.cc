#include "schema/load/text_place.h"

#include <algorithm>

#include "schema/base/text.h"
#include "schema/yaml/parse.h"

namespace dac::schema {

Origin text_place(const Sources& sources, const Value& text, std::size_t offset) {
  const Origin origin = text.origin();
  const std::string& whole = *text.as_string();
  if (origin.line != 1 || origin.column != 1 || sources.text(origin.file) != whole)
    return place_in_scalar(sources, origin, whole, offset);
  const std::string_view before = std::string_view(whole).substr(0, offset);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {origin.file, static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n')),
          static_cast<std::uint32_t>(1 + count_code_points(before.substr(line_start)))};
}

Origin line_place(const Sources& sources, const Value& text, int line) {
  const std::string& whole = *text.as_string();
  const std::size_t begin = offset_of(whole, line, 1);
  const std::size_t first = whole.find_first_not_of(" \t", begin);
  return text_place(sources, text, first == std::string::npos ? begin : first);
}

std::size_t offset_of(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  const auto is_continuation = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U; };
  for (int i = 1; i < column && at < text.size(); ++i)
    for (++at; at < text.size() && is_continuation(at);) ++at;
  return at;
}

}  // namespace dac::schema
