#include "cli/views/findings_report.h"

#include "schema/value/json.h"

namespace dac::cli {
namespace {

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "critical";
    case Severity::Warning:
      return "minor";
    case Severity::Info:
      return "info";
  }
  return "info";
}

}  // namespace

std::string render_gitlab(const FindingsReport& report) {
  const std::vector<std::string> prints = fingerprints(report);
  List items;
  for (const Finding& finding : report.findings.items()) {
    const FindingPlace place = place_of(finding.origin, report);
    Map lines;
    lines.set("begin", static_cast<std::int64_t>(place.line));
    Map location;
    location.set("path", place.path);
    location.set("lines", std::move(lines));
    Map item;
    item.set("description", full_text(finding, report));
    item.set("check_name", code_name(finding.code));
    item.set("fingerprint", prints[items.size()]);
    item.set("severity", severity_of(finding.severity));
    item.set("location", std::move(location));
    items.emplace_back(std::move(item));
  }
  return to_pretty_json(items) + '\n';
}

}  // namespace dac::cli
