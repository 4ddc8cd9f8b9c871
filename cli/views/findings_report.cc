#include "cli/views/findings_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "schema/base/sha256.h"
#include "schema/base/text.h"

namespace dac::cli {

FindingPlace place_of(const Origin& origin, const FindingsReport& report) {
  const std::string_view path = report.sources.path(origin.file);
  return {.path = escape_control(fmt::format("{}{}", report.folder, path.empty() ? "dac.yaml" : path)),
          .line = std::max<std::uint32_t>(origin.line, 1),
          .column = std::max<std::uint32_t>(origin.column, 1)};
}

std::vector<std::string> fingerprints(const FindingsReport& report) {
  std::vector<std::string> all;
  std::map<std::string, int> seen;
  for (const Finding& finding : report.findings.items()) {
    const std::string what = fmt::format("{}\n{}\n{}\n{}", code_name(finding.code),
                                         place_of(finding.origin, report).path, finding.resource, finding.message);
    all.push_back(sha256_hex(fmt::format("{}\n{}", what, ++seen[what])));
  }
  return all;
}

std::string full_text(const Finding& finding, const FindingsReport& report) {
  std::string text = escape_control(finding.message);
  for (const Note& note : finding.notes) {
    text += "\nnote: ";
    if (note.origin.known()) {
      const FindingPlace place = place_of(note.origin, report);
      text += fmt::format("{}:{}:{}: ", place.path, place.line, place.column);
    }
    text += escape_control(note.text);
  }
  if (!finding.help.empty()) text += "\nhelp: " + escape_control(finding.help);
  return text;
}

}  // namespace dac::cli
