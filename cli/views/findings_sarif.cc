#include <fmt/format.h>
#include <map>

#include "cli/views/findings_report.h"

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

std::string_view level_of(Severity severity) { return severity == Severity::Info ? "note" : severity_name(severity); }

/// A path as a relative URI.
std::string uri(std::string_view path) {
  static constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (const char c : path)
    out += kPlain.find(c) == std::string_view::npos ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                                                    : std::string(1, c);
  return out;
}

/// In plain text SARIF knows links, `[text](address)`, and a backslash that takes a bracket for itself. A text that
/// could hold a link has each of the three escaped, so that a reader finds none and shows it as it was; any other stays
/// as it is, for many readers show the backslashes too.
std::string without_links(std::string text) {
  if (text.find("](") == std::string::npos) return text;
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

Map message(std::string text) {
  Map map;
  map.set("text", without_links(std::move(text)));
  return map;
}

Map location(const FindingPlace& place) {
  Map region;
  region.set("startLine", static_cast<std::int64_t>(place.line));
  region.set("startColumn", static_cast<std::int64_t>(place.column));
  Map artifact;
  artifact.set("uri", uri(place.path));
  Map physical;
  physical.set("artifactLocation", std::move(artifact));
  physical.set("region", std::move(region));
  Map map;
  map.set("physicalLocation", std::move(physical));
  return map;
}

List related(const Finding& finding, const FindingsReport& report) {
  List all;
  for (const Note& note : finding.notes) {
    if (!note.origin.known()) continue;
    Map entry = location(place_of(note.origin, report));
    entry.set("message", message(escape_control(note.text)));
    all.emplace_back(std::move(entry));
  }
  return all;
}

Map rule(Code code) {
  const CodeInfo& info = code_info(code);
  Map configuration;
  configuration.set("level", level_of(info.severity));
  Map map;
  map.set("id", code_name(code));
  map.set("shortDescription", message(std::string(info.title)));
  map.set("help", message(fmt::format("dac explain {}", code_name(code))));
  map.set("defaultConfiguration", std::move(configuration));
  return map;
}

Map result(const Finding& finding, const std::string& print, const FindingsReport& report) {
  Map prints;
  prints.set("dacFinding/v1", print);
  Map map;
  map.set("ruleId", code_name(finding.code));
  map.set("level", level_of(finding.severity));
  map.set("message", message(full_text(finding, report)));
  map.set("locations", List{Value(location(place_of(finding.origin, report)))});
  if (List places = related(finding, report); !places.empty()) map.set("relatedLocations", std::move(places));
  map.set("partialFingerprints", std::move(prints));
  return map;
}

}  // namespace

std::string render_sarif(const FindingsReport& report) {
  const std::vector<std::string> prints = fingerprints(report);
  std::map<Code, Map> rules;
  List results;
  for (const Finding& finding : report.findings.items()) {
    rules.try_emplace(finding.code, rule(finding.code));
    results.emplace_back(result(finding, prints[results.size()], report));
  }
  List rule_list;
  for (auto& [code, map] : rules) rule_list.emplace_back(std::move(map));
  Map driver;
  driver.set("name", "dac");
  driver.set("version", DAC_VERSION);
  driver.set("rules", std::move(rule_list));
  Map tool;
  tool.set("driver", std::move(driver));
  Map run;
  run.set("tool", std::move(tool));
  run.set("columnKind", "unicodeCodePoints");
  run.set("results", std::move(results));
  Map root;
  root.set("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  root.set("version", "2.1.0");
  root.set("runs", List{Value(std::move(run))});
  return to_pretty_json(root) + '\n';
}

}  // namespace dac::cli
