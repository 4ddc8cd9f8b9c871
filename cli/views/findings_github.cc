#include <fmt/format.h>

#include "cli/views/findings_report.h"

namespace dac::cli {
namespace {

/// As the runner takes it apart again: in a property also what ends one.
std::string escaped(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else if (is_property && c == ':')
      out += "%3A";
    else if (is_property && c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

std::string_view command_of(Severity severity) {
  return severity == Severity::Info ? "notice" : severity_name(severity);
}

}  // namespace

std::string render_github(const FindingsReport& report) {
  std::string text;
  for (const Finding& finding : report.findings.items()) {
    const FindingPlace place = place_of(finding.origin, report);
    text += fmt::format("::{} file={},line={},col={},title={}::{}\n", command_of(finding.severity),
                        escaped(place.path, true), place.line, place.column, code_name(finding.code),
                        escaped(full_text(finding, report), false));
  }
  return text;
}

}  // namespace dac::cli
