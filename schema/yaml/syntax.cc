#include "schema/yaml/syntax.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/diag/codes/text.h"
#include "schema/yaml/brackets.h"
#include "schema/yaml/place.h"

namespace dac::schema {
namespace {

struct Wording {
  std::string_view complaint;  // how the library's message begins
  std::string_view expected;   // "expected X, found what stands there"; or empty
  std::string_view message;
  std::string_view help;
};

constexpr std::string_view kOneColumn = "keys of one map start in the same column, with a space after the colon";
constexpr std::string_view kQuoteInFlow = "inside {} and [] a text that holds any of [ ] { } , ? needs quotes";

// Messages of yaml-cpp 0.7 (exceptions.h).
constexpr Wording kWordings[] = {
    {"end of map flow", "',' or '}'", "", kQuoteInFlow},
    {"end of sequence flow", "',' or ']'", "", kQuoteInFlow},
    {"end of map", "a key and ': '", "", kOneColumn},
    {"end of sequence", "'- '", "", "items of one list start in the same column"},
    {"illegal map value", "", "found ': ' where no key can stand",
     "put a text that holds ': ' in quotes; a map starts on a line of its own"},
    {"illegal map key", "", "found '? ' where no key can stand", "put a text that starts with '? ' in quotes"},
    {"illegal block entry", "", "found '- ' where no list can start",
     "start the list on a line of its own; put a text that starts with '- ' in quotes"},
    {"illegal flow end", "", "found a bracket that closes nothing", "remove it, or put the text in quotes"},
    {"unknown token", "", "a text without quotes cannot start like this", "put it in quotes"},
    {"unknown escape", "", "found an unknown escape in double quotes",
     "write \\\\ for a backslash, or use single quotes, where a backslash is just that"},
    {"bad character found while scanning hex", "", "expected hexadecimal digits in the escape",
     "write \\\\ for a backslash, or use single quotes, where a backslash is just that"},
    {"invalid unicode", "", "the escape names no character", "write a code point up to 10FFFF"},
    {"alias not found", "", "found '*' without a name", "put a text that starts with '*' in quotes"},
    {"anchor not found", "", "found '&' without a name", "put a text that starts with '&' in quotes"},
    {"illegal character found while scanning alias", "", "an alias cannot hold this character",
     "put a text that starts with '*' in quotes"},
    {"illegal character found while scanning anchor", "", "an anchor cannot hold this character",
     "put a text that starts with '&' in quotes"},
    {"cannot set zero indentation", "", "a block text cannot be indented by 0", "leave the number out"},
    {"unexpected character in block", "", "found text behind '|' or '>'", "start the text on the next line"},
    {"cannot assign multiple tags", "", "found two tags on one value", "remove them"},
    {"cannot assign multiple anchors", "", "found two anchors on one value", "keep one of them"},
};

std::size_t start_of_line(std::string_view text, std::size_t offset) {
  if (offset == 0) return 0;
  const std::size_t before = text.rfind('\n', offset - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

/// A tab among the white space that a line starts with, or npos.
std::size_t tab_in_indentation(std::string_view text, std::size_t offset) {
  for (std::size_t at = start_of_line(text, offset); at < text.size() && is_blank(text[at]); ++at)
    if (text[at] == '\t') return at;
  return kNowhere;
}

bool is_marker(std::string_view text, std::size_t offset) {
  const std::string_view three = text.substr(offset, 3);
  return (three == "---" || three == "...") && start_of_line(text, offset) == offset;
}

std::string describe(std::string_view text, std::size_t offset) {
  while (offset < text.size() && is_blank(text[offset])) ++offset;
  if (offset >= text.size()) return "the end of the file";
  if (is_marker(text, offset)) return "the end of the document";
  if (is_space(text[offset])) return "the end of the line";
  std::size_t end = text.find_first_of(" \t\r\n,[]{}", offset + 1);
  end = std::min(end == std::string_view::npos ? text.size() : end, offset + 40);
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return fmt::format("'{}'", text.substr(offset, end - offset));
}

}  // namespace

std::string found_instead(std::string_view expected, std::string_view text, std::size_t offset) {
  return fmt::format("expected {}, found {}", expected, describe(text, offset));
}

namespace {

constexpr BracketBounds kUnbounded{.max_depth = kNowhere, .max_entries = kNowhere};

void explain_flow(std::string_view text, std::size_t from, SyntaxProblem& problem) {
  const std::size_t at = problem.offset;
  if (at < text.size() && at > 0 && text[at] == '{' && text[at - 1] == '$') {
    problem.message = "inside {} and [] YAML needs quotes around ${...}";
    problem.help = "put the whole value in double quotes";
    problem.offset = at - 1;
    return;
  }
  const Brackets brackets = scan_brackets(text.substr(from, at - from), kUnbounded);
  if (brackets.open.empty()) return;
  problem.related = from + brackets.open.back();
  problem.note = fmt::format("'{}' is opened here", text[*problem.related]);
  const bool is_same_line = at < text.size() && start_of_line(text, at) <= *problem.related;
  if (!is_same_line) problem.help = "close the bracket";
}

/// The colon of a key that cannot be one, as it follows a text which goes on to this line: either that text is no 'key:
/// value', or this line is indented too far.
void explain_colon(std::string_view text, SyntaxProblem& problem) {
  const auto content = [&](std::size_t line) { return text.find_first_not_of(" -", line); };
  const std::size_t line = start_of_line(text, problem.offset);
  const std::size_t key = content(line);
  if (key >= problem.offset || text.substr(key, problem.offset - key).find(": ") != kNowhere || line == 0) return;
  const std::size_t end = text.find_last_not_of(" \t\r\n", line - 1);
  if (end == kNowhere) return;
  const std::size_t above = start_of_line(text, end);
  const std::size_t above_content = content(above);
  const bool above_is_entry = text.substr(above, end + 1 - above).find(": ") != kNowhere;
  if (above_is_entry && key - line > above_content - above) {
    problem.message = "found a key inside the text of the line above";
    problem.help = "start the line in the same column as the line above, or put the text in quotes";
    problem.offset = key;
  } else if (!above_is_entry && text[end] != ':') {
    problem.offset = above_content;
    problem.message = found_instead("a key and ': '", text, problem.offset);
    problem.help = kOneColumn;
  }
}

/// Moves a problem to where its cause stands, and words it by what stands there.
void refine(std::string_view text, std::size_t from, std::string_view complaint, SyntaxProblem& problem) {
  const auto says = [&](std::string_view start) { return complaint.starts_with(start); };
  const bool is_flow = says("end of map flow") || says("end of sequence flow");
  if (is_flow) {
    explain_flow(text, from, problem);
  } else if (says("unknown token") && text.substr(problem.offset, 1) == "?") {
    problem.message = found_instead("',' or a closing bracket", text, problem.offset);
    problem.help = kQuoteInFlow;
  } else if (says("unknown escape") || says("bad character found while scanning hex") || says("invalid unicode")) {
    problem.offset = std::min(problem.offset, text.rfind('\\', problem.offset - 1));
  } else if (const std::size_t tab = tab_in_indentation(text, problem.offset); tab != kNowhere) {
    problem.message = "found a tab in the indentation";
    problem.help = "indent with spaces";
    problem.offset = tab;
  } else if (says("illegal map value")) {
    explain_colon(text, problem);
  }
  if (problem.offset >= text.size()) problem.offset = text.find_last_not_of(" \t\r\n") + 1;
}

}  // namespace

SyntaxProblem unclosed_quote(std::string_view text, std::size_t offset) {
  return {.message = fmt::format("the quote {} is not closed", text[offset]),
          .help = fmt::format("close it with {}", text[offset]),
          .offset = offset};
}

SyntaxProblem explain_syntax(std::string_view text, std::size_t from, std::size_t offset, std::string_view complaint) {
  offset = std::min(offset, text.size());
  if (complaint.starts_with("illegal EOF in scalar") || complaint.starts_with("illegal document indicator")) {
    const Brackets brackets = scan_brackets(text.substr(from, offset - from), kUnbounded);
    if (brackets.open_quote != kNowhere) return unclosed_quote(text, from + brackets.open_quote);
  }
  SyntaxProblem problem{.offset = offset};
  if (complaint.starts_with("the referenced anchor")) {
    problem.code = codes::kUnknownAlias;
    problem.message = fmt::format("the alias {} has no anchor before it", describe(text, offset));
    problem.help = "put a text that starts with '*' in quotes";
    return problem;
  }
  const auto* found = std::find_if(std::begin(kWordings), std::end(kWordings),
                                   [&](const Wording& wording) { return complaint.starts_with(wording.complaint); });
  if (found == std::end(kWordings)) {
    problem.message = fmt::format("the text is not valid YAML: {}", complaint);
  } else {
    problem.message =
        found->expected.empty() ? std::string(found->message) : found_instead(found->expected, text, offset);
    problem.help = found->help;
  }
  refine(text, from, complaint, problem);
  return problem;
}

}  // namespace dac::schema
