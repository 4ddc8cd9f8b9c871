#include "schema/yaml/markers.h"

#include <fmt/format.h>
#include <utility>

#include "schema/yaml/place.h"

namespace dac::schema {
namespace {

bool has_line_with(std::string_view text, std::string_view start) {
  return text.starts_with(start) || text.find(fmt::format("\n{}", start)) != std::string_view::npos;
}

bool is_line(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) && (line.size() == marker.size() || is_space(line[marker.size()]));
}

/// Blank, or a comment from `at` on.
bool says_nothing(std::string_view line, std::size_t at = 0) {
  while (at < line.size() && is_space(line[at])) ++at;
  return at == line.size() || line[at] == '#';
}

bool is_version(std::string_view line) {
  constexpr std::string_view kName = "%YAML";
  constexpr std::string_view kNumber = "1.2";
  if (!line.starts_with(kName)) return false;
  const std::size_t at = line.find_first_not_of(" \t", kName.size());
  if (at == kName.size() || at == std::string_view::npos || line.substr(at, kNumber.size()) != kNumber) return false;
  const std::string_view behind = line.substr(at + kNumber.size());
  return behind.empty() || (is_space(behind.front()) && says_nothing(behind));
}

class Lines {
 public:
  std::optional<SyntaxProblem> add(std::string_view line, std::size_t offset) {
    if (is_line(line, "...")) {
      const auto problem = in_prologue_ && has_directive_ ? no_document(offset) : std::nullopt;
      in_prologue_ = true;
      has_directive_ = false;
      if (problem || says_nothing(line, 3)) return problem;
      return SyntaxProblem{.message = "found a text behind the end of the document",
                           .help = "start it on a line of its own, behind a line ---",
                           .offset = offset + line.find_first_not_of(" \t", 3)};
    }
    if (line.starts_with('%')) return directive(line, offset);
    if (!in_prologue_ || says_nothing(line)) return std::nullopt;
    in_prologue_ = false;
    return has_directive_ && !is_line(line, "---") ? no_document(offset) : std::nullopt;
  }

  [[nodiscard]] std::optional<SyntaxProblem> end(std::size_t offset) const {
    return in_prologue_ && has_directive_ ? no_document(offset) : std::nullopt;
  }

 private:
  std::optional<SyntaxProblem> directive(std::string_view line, std::size_t offset) {
    if (!in_prologue_)
      return SyntaxProblem{.message = "a line that starts with '%' is no part of a document",
                           .help = "put a text that starts with '%' in quotes",
                           .offset = offset};
    if (!is_version(line))
      return SyntaxProblem{.message = "expected %YAML 1.2", .help = "remove the line", .offset = offset};
    if (std::exchange(has_directive_, true))
      return SyntaxProblem{.message = "found %YAML twice", .help = "remove the line", .offset = offset};
    return std::nullopt;
  }

  static std::optional<SyntaxProblem> no_document(std::size_t offset) {
    return SyntaxProblem{.message = "expected --- behind the directive",
                         .help = "a document with a directive starts with a line ---; the directive may be left out",
                         .offset = offset};
  }

  bool in_prologue_ = true;  // nothing of a document has been seen yet
  bool has_directive_ = false;
};

}  // namespace

std::optional<SyntaxProblem> check_markers(std::string_view text) {
  if (!has_line_with(text, "%") && !has_line_with(text, "...")) return std::nullopt;
  Lines lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_line(text, at);
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (auto problem = lines.add(line, at)) return problem;
    at = end + 1;
  }
  return lines.end(text.size());
}

}  // namespace dac::schema
