#include "schema/yaml/scalar_text.h"

#include <algorithm>

#include "schema/yaml/place.h"

namespace dac::schema {
namespace {

/// Behind the '|' or '>' and what belongs to it: a digit, '+', '-'.
std::size_t end_of_header(const WrittenScalar& scalar) {
  const std::size_t end = scalar.text.find_first_not_of("0123456789+-", scalar.begin + 1);
  return std::min(end, scalar.text.size());
}

/// Whether blanks without a line break are all that stands in the last line, with nothing between `from` and them. What
/// follows is looked at first: only the last scalar of a text reads on to its end.
bool ends_in_blanks(std::string_view text, std::size_t from) {
  if (!is_blank(text.back()) || text.find_first_not_of(" \t\r\n", from) != std::string_view::npos) return false;
  return text[text.find_last_not_of(" \t")] == '\n';
}

}  // namespace

void correct_text(const WrittenScalar& scalar, std::string& text) {
  if (scalar.style != ScalarStyle::kQuoted || !text.empty()) return;
  const std::string_view raw = scalar.text.substr(scalar.begin, scalar.end - scalar.begin);
  const auto breaks = std::count(raw.begin(), raw.end(), '\n');
  if (breaks > 1) text.assign(static_cast<std::size_t>(breaks) - 1, '\n');  // YAML 1.2, 7.3: line folding
}

std::optional<SyntaxProblem> check_scalar(const WrittenScalar& scalar) {
  if (scalar.style == ScalarStyle::kBlock) {
    const std::size_t header = end_of_header(scalar);
    if (scalar.text.substr(header, 1) == "#")
      return SyntaxProblem{.message = "expected a space before the comment", .offset = header};
    if (scalar.text[scalar.begin] == '>' && ends_in_blanks(scalar.text, scalar.end))
      return SyntaxProblem{.message = "a folded text ends in a line of blanks that no line break ends",
                           .help = "remove the blanks",
                           .offset = scalar.text.rfind('\n') + 1};
    return std::nullopt;
  }
  if (scalar.style != ScalarStyle::kQuoted || scalar.text[scalar.begin] != '"') return std::nullopt;
  const std::string_view raw = scalar.text.substr(0, scalar.end);
  for (std::size_t at = raw.find('\\', scalar.begin); at != std::string_view::npos; at = raw.find('\\', at + 2))
    if (raw.substr(at + 1, 1) == "'")
      return SyntaxProblem{.message = "found an unknown escape in double quotes",
                           .help = "inside double quotes a ' is written as it is",
                           .offset = at};
  return std::nullopt;
}

}  // namespace dac::schema
