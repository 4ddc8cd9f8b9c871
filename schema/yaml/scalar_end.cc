#include "schema/yaml/scalar_end.h"

#include <algorithm>

#include "schema/yaml/place.h"

namespace dac::schema {
namespace {

std::size_t count_visible(std::string_view value) {
  return static_cast<std::size_t>(std::count_if(value.begin(), value.end(), [](char c) { return !is_space(c); }));
}

/// Behind the last character of `value`, which the text from `from` on says with other white space between.
std::size_t behind_last_visible(std::string_view text, std::size_t from, std::string_view value) {
  const std::size_t visible = count_visible(value);
  return visible == 0 ? from : std::min(text.size(), find_nth_visible(text, from, visible - 1) + 1);
}

}  // namespace

std::size_t find_nth_visible(std::string_view text, std::size_t from, std::size_t n) {
  for (std::size_t at = from; at < text.size(); ++at)
    if (!is_space(text[at]) && n-- == 0) return at;
  return text.size();
}

std::size_t end_of_scalar(std::string_view text, std::size_t begin, ScalarStyle style, std::string_view value) {
  switch (style) {
    case ScalarStyle::kPlain:
      if (text.substr(begin, value.size()) == value) return begin + value.size();
      return behind_last_visible(text, begin, value);
    case ScalarStyle::kQuoted:
      return std::min(text.size(), end_of_quoted(text, begin));
    case ScalarStyle::kBlock: {
      const std::size_t header = end_of_line(text, begin);
      if (count_visible(value) > 0) return behind_last_visible(text, header, value);
      return header > begin && text[header - 1] == '\r' ? header - 1 : header;
    }
  }
  return begin;
}

}  // namespace dac::schema
