#include "cli/views/findings.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/views/text.h"

#include "schema/base/text.h"

namespace dac::cli {
namespace {

constexpr std::size_t kLineWidth = 66;  // of the source line shown, without the dots where it is cut

std::string paint_severity(Severity severity, const std::string& text, const Paint& paint) {
  switch (severity) {
    case Severity::Error:
      return paint.red(text);
    case Severity::Warning:
      return paint.yellow(text);
    case Severity::Info:
      return paint.cyan(text);
  }
  return text;
}

std::string place(const Origin& origin, const Sources& sources) {
  if (!origin.known()) return {};
  const std::string path = escape_control(sources.path(origin.file));
  if (origin.line == 0) return path + ": ";
  return fmt::format("{}:{}:{}: ", path, origin.line, origin.column);
}

/// The bytes of `line` from code point `from` on, at most `count` code points.
std::string_view slice(std::string_view line, std::size_t from, std::size_t count) {
  std::size_t at = 0;
  const auto next = [&] {
    ++at;
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) ++at;
  };
  for (std::size_t i = 0; i < from && at < line.size(); ++i) next();
  const std::size_t begin = at;
  for (std::size_t i = 0; i < count && at < line.size(); ++i) next();
  return line.substr(begin, at - begin);
}

/// The source line and a caret under the column; a long line is cut around it.
std::string excerpt(const Origin& origin, const Sources& sources, const Paint& paint) {
  if (origin.line == 0 || origin.column == 0) return {};
  const std::string_view line = sources.line(origin);
  if (line.empty()) return {};  // of a file that could not be read, too
  const std::size_t column = origin.column - 1;
  const bool fits = count_code_points(line) <= kLineWidth + 6;
  const std::size_t from = !fits && column > kLineWidth - 10 ? column - (kLineWidth - 10) : 0;
  const std::size_t shown = fits ? kLineWidth + 6 : kLineWidth - (column - from);
  const bool goes_on = slice(line, column + shown, 1).size() > 0;
  const std::string before = (from > 0 ? "..." : "") + escape_control(slice(line, from, column - from));
  const std::string behind = escape_control(slice(line, column, shown)) + (goes_on ? "..." : "");
  const std::string gap(count_code_points(before), ' ');
  return paint.dim(fmt::format("{:>5} | ", origin.line)) + before + behind + '\n' + paint.dim("      | ") + gap +
         paint.bold("^") + '\n';
}

}  // namespace

std::string render_finding(const Finding& finding, const Sources& sources, const Paint& paint) {
  constexpr std::size_t kIndent = 9;  // that of the texts behind "note: " and "help: "
  const auto behind = [&](const std::string& head, std::string_view text) {
    return fold(text, {.used = display_width(head), .indent = kIndent, .width = paint.width()}) + '\n';
  };
  const std::string at = place(finding.origin, sources);
  const std::string head = fmt::format("{}[{}]", severity_name(finding.severity), code_name(finding.code));
  std::string text = paint.bold(at) + paint_severity(finding.severity, head, paint) + ": ";
  std::string message = escape_control(finding.message);
  const bool is_named = finding.message.find(finding.resource) != std::string::npos;
  if (!finding.origin.known() && !is_named) message = escape_control(finding.resource) + ": " + message;
  text += behind(at + head + ": ", message);
  if (finding.quotes_source) text += excerpt(finding.origin, sources, paint);
  for (const Note& note : finding.notes)
    text += "   note: " + behind("   note: ", place(note.origin, sources) + escape_control(note.text));
  if (!finding.help.empty()) text += "   help: " + behind("   help: ", escape_control(finding.help));
  return text;
}

std::string render_findings(const Findings& findings, const Sources& sources, const Paint& paint) {
  std::string text;
  for (const Finding& finding : findings.items()) text += render_finding(finding, sources, paint);
  return text;
}

std::string count_findings(const Findings& findings) {
  const auto count = [&](Severity severity) {
    return static_cast<std::size_t>(std::count_if(findings.items().begin(), findings.items().end(),
                                                  [&](const Finding& f) { return f.severity == severity; }));
  };
  const std::size_t errors = count(Severity::Error);
  const std::size_t warnings = count(Severity::Warning);
  if (errors > 0 && warnings > 0) return counted(errors, "error") + " and " + counted(warnings, "warning");
  if (errors > 0) return counted(errors, "error");
  return warnings > 0 ? counted(warnings, "warning") : std::string();
}

std::string render_error(const Error& error, const Paint& paint) {
  return render_finding(to_finding(error), Sources(), paint);
}

}  // namespace dac::cli
