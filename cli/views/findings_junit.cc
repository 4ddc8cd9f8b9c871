#include <algorithm>
#include <fmt/format.h>

#include "cli/views/findings_report.h"

namespace dac::cli {
namespace {

/// Also two characters that are none, and that XML cannot hold.
std::string xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const std::string_view rest = text.substr(at, 3);
    if (rest == "\xEF\xBF\xBE" || rest == "\xEF\xBF\xBF") {
      out += rest.back() == '\xBE' ? "\\u{fffe}" : "\\u{ffff}";
      at += 2;
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\n') {
      out += "&#10;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string test_case(const Finding& finding, const FindingsReport& report) {
  const FindingPlace place = place_of(finding.origin, report);
  const std::string code = code_name(finding.code);
  const std::string text = full_text(finding, report);
  const std::string message = text.substr(0, text.find('\n'));
  const std::string whole = fmt::format("{}:{}:{}: {}", place.path, place.line, place.column, text);
  std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}:{}: {}: {}\">\n", xml(place.path), place.line,
                                place.column, code, xml(message));
  if (finding.severity == Severity::Error)
    out += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", code, xml(message), xml(whole));
  else
    out += fmt::format("      <system-out>{}: {}</system-out>\n", severity_name(finding.severity), xml(whole));
  return out + "    </testcase>\n";
}

}  // namespace

std::string render_junit(const FindingsReport& report) {
  const auto& findings = report.findings.items();
  const auto failures =
      std::ranges::count_if(findings, [](const Finding& finding) { return finding.severity == Severity::Error; });
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\"", std::max<std::size_t>(findings.size(), 1), failures);
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dac\" {0}>\n  <testsuite name=\"dac\" {0}>\n",
      counts);
  for (const Finding& finding : findings) text += test_case(finding, report);
  if (findings.empty()) text += "    <testcase classname=\"dac\" name=\"no findings\"/>\n";
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace dac::cli
